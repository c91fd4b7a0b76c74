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
    <rasterrenderer classificationMin="0" alphaBand="-1" type="singlebandpseudocolor" nodataColor="" classificationMax="0.5" opacity="1" band="1">
      <minMaxOrigin>
        <limits>None</limits>
        <extent>WholeRaster</extent>
        <statAccuracy>Estimated</statAccuracy>
        <cumulativeCutLower>0.02</cumulativeCutLower>
        <cumulativeCutUpper>0.98</cumulativeCutUpper>
        <stdDevFactor>2</stdDevFactor>
      </minMaxOrigin>
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" maximumValue="0.5" minimumValue="0" clip="0" classificationMode="1" labelPrecision="6">
          <colorramp name="[source]" type="gradient">
            <Option type="Map">
              <Option name="color1" type="QString" value="79,42,12,255"/>
              <Option name="color2" type="QString" value="10,52,112,255"/>
              <Option name="discrete" type="QString" value="0"/>
              <Option name="rampType" type="QString" value="gradient"/>
              <Option name="stops" type="QString" value="0.1;122,74,30,255:0.2;168,116,57,255:0.3;207,161,99,255:0.4;232,205,156,255:0.5;242,236,210,255:0.6;196,225,222,255:0.7;136,195,212,255:0.8;70,151,194,255:0.9;31,102,160,255"/>
            </Option>
            <prop k="color1" v="79,42,12,255"/>
            <prop k="color2" v="10,52,112,255"/>
            <prop k="discrete" v="0"/>
            <prop k="rampType" v="gradient"/>
            <prop k="stops" v="0.1;122,74,30,255:0.2;168,116,57,255:0.3;207,161,99,255:0.4;232,205,156,255:0.5;242,236,210,255:0.6;196,225,222,255:0.7;136,195,212,255:0.8;70,151,194,255:0.9;31,102,160,255"/>
          </colorramp>
          <item alpha="255" value="0" label="0 m³/m³" color="#4f2a0c"/>
          <item alpha="255" value="0.05" label="0.05 m³/m³" color="#7a4a1e"/>
          <item alpha="255" value="0.1" label="0.1 m³/m³" color="#a87439"/>
          <item alpha="255" value="0.15" label="0.15 m³/m³" color="#cfa163"/>
          <item alpha="255" value="0.2" label="0.2 m³/m³" color="#e8cd9c"/>
          <item alpha="255" value="0.25" label="0.25 m³/m³" color="#f2ecd2"/>
          <item alpha="255" value="0.3" label="0.3 m³/m³" color="#c4e1de"/>
          <item alpha="255" value="0.35" label="0.35 m³/m³" color="#88c3d4"/>
          <item alpha="255" value="0.4" label="0.4 m³/m³" color="#4697c2"/>
          <item alpha="255" value="0.45" label="0.45 m³/m³" color="#1f66a0"/>
          <item alpha="255" value="0.5" label="0.5 m³/m³" color="#0a3470"/>
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
