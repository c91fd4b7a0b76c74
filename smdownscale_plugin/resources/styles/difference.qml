<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.16-Białowieża" styleCategories="Symbology">
  <pipe-data-defined-properties>
    <Option type="Map">
      <Option value="" type="QString" name="name"/>
      <Option name="properties"/>
      <Option value="collection" type="QString" name="type"/>
    </Option>
  </pipe-data-defined-properties>
  <pipe>
    <provider>
      <resampling maxOversampling="2" enabled="false" zoomedInResamplingMethod="nearestNeighbour" zoomedOutResamplingMethod="nearestNeighbour"/>
    </provider>
    <rasterrenderer opacity="1" classificationMax="0.1" type="singlebandpseudocolor" nodataColor="" band="1" classificationMin="-0.1" alphaBand="-1">
      <minMaxOrigin>
        <limits>None</limits>
        <extent>WholeRaster</extent>
        <statAccuracy>Estimated</statAccuracy>
        <cumulativeCutLower>0.02</cumulativeCutLower>
        <cumulativeCutUpper>0.98</cumulativeCutUpper>
        <stdDevFactor>2</stdDevFactor>
      </minMaxOrigin>
      <rastershader>
        <colorrampshader labelPrecision="6" maximumValue="0.10000000000000001" classificationMode="1" clip="0" minimumValue="-0.10000000000000001" colorRampType="INTERPOLATED">
          <colorramp type="gradient" name="[source]">
            <Option type="Map">
              <Option value="122,74,30,255" type="QString" name="color1"/>
              <Option value="31,102,160,255" type="QString" name="color2"/>
              <Option value="0" type="QString" name="discrete"/>
              <Option value="gradient" type="QString" name="rampType"/>
              <Option value="0.25;207,161,99,255:0.5;247,247,245,255:0.75;136,195,212,255" type="QString" name="stops"/>
            </Option>
            <prop v="122,74,30,255" k="color1"/>
            <prop v="31,102,160,255" k="color2"/>
            <prop v="0" k="discrete"/>
            <prop v="gradient" k="rampType"/>
            <prop v="0.25;207,161,99,255:0.5;247,247,245,255:0.75;136,195,212,255" k="stops"/>
          </colorramp>
          <item value="-0.1" label="-0.1 m³/m³" alpha="255" color="#7a4a1e"/>
          <item value="-0.05" label="-0.05 m³/m³" alpha="255" color="#cfa163"/>
          <item value="0" label="0 m³/m³" alpha="255" color="#f7f7f5"/>
          <item value="0.05" label="0.05 m³/m³" alpha="255" color="#88c3d4"/>
          <item value="0.1" label="0.1 m³/m³" alpha="255" color="#1f66a0"/>
          <rampLegendSettings suffix=" m³/m³" useContinuousLegend="1" minimumLabel="" direction="0" maximumLabel="" prefix="" orientation="2">
            <numericFormat id="basic">
              <Option type="Map">
                <Option value="" type="QChar" name="decimal_separator"/>
                <Option value="6" type="int" name="decimals"/>
                <Option value="0" type="int" name="rounding_type"/>
                <Option value="false" type="bool" name="show_plus"/>
                <Option value="true" type="bool" name="show_thousand_separator"/>
                <Option value="false" type="bool" name="show_trailing_zeros"/>
                <Option value="" type="QChar" name="thousand_separator"/>
              </Option>
            </numericFormat>
          </rampLegendSettings>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
    <brightnesscontrast brightness="0" gamma="1" contrast="0"/>
    <huesaturation invertColors="0" colorizeOn="0" colorizeBlue="128" colorizeStrength="100" saturation="0" grayscaleMode="0" colorizeGreen="128" colorizeRed="255"/>
    <rasterresampler maxOversampling="2"/>
    <resamplingStage>resamplingFilter</resamplingStage>
  </pipe>
  <blendMode>0</blendMode>
</qgis>
