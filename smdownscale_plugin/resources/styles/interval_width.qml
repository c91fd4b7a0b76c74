<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis styleCategories="Symbology" version="3.22.16-Białowieża">
  <pipe-data-defined-properties>
    <Option type="Map">
      <Option value="" type="QString" name="name"/>
      <Option name="properties"/>
      <Option value="collection" type="QString" name="type"/>
    </Option>
  </pipe-data-defined-properties>
  <pipe>
    <provider>
      <resampling enabled="false" maxOversampling="2" zoomedOutResamplingMethod="nearestNeighbour" zoomedInResamplingMethod="nearestNeighbour"/>
    </provider>
    <rasterrenderer classificationMin="0" type="singlebandpseudocolor" opacity="1" band="3" alphaBand="-1" classificationMax="0.2" nodataColor="">
      <minMaxOrigin>
        <limits>None</limits>
        <extent>WholeRaster</extent>
        <statAccuracy>Estimated</statAccuracy>
        <cumulativeCutLower>0.02</cumulativeCutLower>
        <cumulativeCutUpper>0.98</cumulativeCutUpper>
        <stdDevFactor>2</stdDevFactor>
      </minMaxOrigin>
      <rastershader>
        <colorrampshader minimumValue="0" colorRampType="INTERPOLATED" classificationMode="1" clip="0" maximumValue="0.20000000000000001" labelPrecision="6">
          <colorramp type="gradient" name="[source]">
            <Option type="Map">
              <Option value="253,253,248,255" type="QString" name="color1"/>
              <Option value="63,31,112,255" type="QString" name="color2"/>
              <Option value="0" type="QString" name="discrete"/>
              <Option value="gradient" type="QString" name="rampType"/>
              <Option value="0.25;227,217,234,255:0.5;183,159,203,255:0.75;125,91,166,255" type="QString" name="stops"/>
            </Option>
            <prop k="color1" v="253,253,248,255"/>
            <prop k="color2" v="63,31,112,255"/>
            <prop k="discrete" v="0"/>
            <prop k="rampType" v="gradient"/>
            <prop k="stops" v="0.25;227,217,234,255:0.5;183,159,203,255:0.75;125,91,166,255"/>
          </colorramp>
          <item value="0" label="0 m³/m³" alpha="255" color="#fdfdf8"/>
          <item value="0.05" label="0.05 m³/m³" alpha="255" color="#e3d9ea"/>
          <item value="0.1" label="0.1 m³/m³" alpha="255" color="#b79fcb"/>
          <item value="0.15" label="0.15 m³/m³" alpha="255" color="#7d5ba6"/>
          <item value="0.2" label="0.2 m³/m³" alpha="255" color="#3f1f70"/>
          <rampLegendSettings minimumLabel="" prefix="" suffix=" m³/m³" useContinuousLegend="1" direction="0" maximumLabel="" orientation="2">
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
    <brightnesscontrast gamma="1" brightness="0" contrast="0"/>
    <huesaturation colorizeRed="255" colorizeBlue="128" colorizeStrength="100" invertColors="0" saturation="0" grayscaleMode="0" colorizeOn="0" colorizeGreen="128"/>
    <rasterresampler maxOversampling="2"/>
    <resamplingStage>resamplingFilter</resamplingStage>
  </pipe>
  <blendMode>0</blendMode>
</qgis>
