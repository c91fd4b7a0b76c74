<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.16-Białowieża" styleCategories="Symbology">
  <pipe-data-defined-properties>
    <Option type="Map">
      <Option name="name" type="QString" value=""/>
      <Option name="properties"/>
      <Option name="type" type="QString" value="collection"/>
    </Option>
  </pipe-data-defined-properties>
  <pipe>
    <provider>
      <resampling zoomedOutResamplingMethod="nearestNeighbour" enabled="false" zoomedInResamplingMethod="nearestNeighbour" maxOversampling="2"/>
    </provider>
    <rasterrenderer classificationMin="-0.1" alphaBand="-1" type="singlebandpseudocolor" nodataColor="" classificationMax="0.1" opacity="1" band="1">
      <minMaxOrigin>
        <limits>None</limits>
        <extent>WholeRaster</extent>
        <statAccuracy>Estimated</statAccuracy>
        <cumulativeCutLower>0.02</cumulativeCutLower>
        <cumulativeCutUpper>0.98</cumulativeCutUpper>
        <stdDevFactor>2</stdDevFactor>
      </minMaxOrigin>
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" maximumValue="0.10000000000000001" minimumValue="-0.10000000000000001" clip="0" classificationMode="1" labelPrecision="6">
          <colorramp name="[source]" type="gradient">
            <Option type="Map">
              <Option name="color1" type="QString" value="122,74,30,255"/>
              <Option name="color2" type="QString" value="31,102,160,255"/>
              <Option name="discrete" type="QString" value="0"/>
              <Option name="rampType" type="QString" value="gradient"/>
              <Option name="stops" type="QString" value="0.25;207,161,99,255:0.5;247,247,245,255:0.75;136,195,212,255"/>
            </Option>
            <prop k="color1" v="122,74,30,255"/>
            <prop k="color2" v="31,102,160,255"/>
            <prop k="discrete" v="0"/>
            <prop k="rampType" v="gradient"/>
            <prop k="stops" v="0.25;207,161,99,255:0.5;247,247,245,255:0.75;136,195,212,255"/>
          </colorramp>
          <item alpha="255" value="-0.1" label="-0.1 m³/m³" color="#7a4a1e"/>
          <item alpha="255" value="-0.05" label="-0.05 m³/m³" color="#cfa163"/>
          <item alpha="255" value="0" label="0 m³/m³" color="#f7f7f5"/>
          <item alpha="255" value="0.05" label="0.05 m³/m³" color="#88c3d4"/>
          <item alpha="255" value="0.1" label="0.1 m³/m³" color="#1f66a0"/>
          <rampLegendSettings suffix=" m³/m³" orientation="2" minimumLabel="" maximumLabel="" prefix="" direction="0" useContinuousLegend="1">
            <numericFormat id="basic">
              <Option type="Map">
                <Option name="decimal_separator" type="QChar" value=""/>
                <Option name="decimals" type="int" value="6"/>
                <Option name="rounding_type" type="int" value="0"/>
                <Option name="show_plus" type="bool" value="false"/>
                <Option name="show_thousand_separator" type="bool" value="true"/>
                <Option name="show_trailing_zeros" type="bool" value="false"/>
                <Option name="thousand_separator" type="QChar" value=""/>
              </Option>
            </numericFormat>
          </rampLegendSettings>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
    <brightnesscontrast contrast="0" gamma="1" brightness="0"/>
    <huesaturation colorizeRed="255" invertColors="0" saturation="0" colorizeBlue="128" colorizeGreen="128" colorizeStrength="100" colorizeOn="0" grayscaleMode="0"/>
    <rasterresampler maxOversampling="2"/>
    <resamplingStage>resamplingFilter</resamplingStage>
  </pipe>
  <blendMode>0</blendMode>
</qgis>
