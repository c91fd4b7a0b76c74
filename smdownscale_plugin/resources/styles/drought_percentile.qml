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
      <resampling enabled="false" zoomedInResamplingMethod="nearestNeighbour" maxOversampling="2" zoomedOutResamplingMethod="nearestNeighbour"/>
    </provider>
    <rasterrenderer type="singlebandpseudocolor" opacity="1" classificationMin="0" nodataColor="" classificationMax="100" alphaBand="-1" band="1">
      <minMaxOrigin>
        <limits>None</limits>
        <extent>WholeRaster</extent>
        <statAccuracy>Estimated</statAccuracy>
        <cumulativeCutLower>0.02</cumulativeCutLower>
        <cumulativeCutUpper>0.98</cumulativeCutUpper>
        <stdDevFactor>2</stdDevFactor>
      </minMaxOrigin>
      <rastershader>
        <colorrampshader labelPrecision="6" minimumValue="0" maximumValue="100" clip="0" classificationMode="1" colorRampType="DISCRETE">
          <item value="2" alpha="255" color="#730000" label="D4: 2 and below"/>
          <item value="5" alpha="255" color="#e60000" label="D3: 2 to 5"/>
          <item value="10" alpha="255" color="#ffaa00" label="D2: 5 to 10"/>
          <item value="20" alpha="255" color="#fcd37f" label="D1: 10 to 20"/>
          <item value="30" alpha="255" color="#ffff00" label="D0: 20 to 30"/>
          <item value="70" alpha="255" color="#fbfbf8" label="30 to 70"/>
          <item value="80" alpha="255" color="#cfe8ee" label="70 to 80"/>
          <item value="90" alpha="255" color="#93cadb" label="80 to 90"/>
          <item value="95" alpha="255" color="#3d88b8" label="90 to 95"/>
          <item value="100" alpha="255" color="#0c3c78" label="above 95"/>
          <rampLegendSettings maximumLabel="" minimumLabel="" prefix="" suffix="" direction="0" useContinuousLegend="0" orientation="2">
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
    <huesaturation colorizeRed="255" colorizeBlue="128" colorizeGreen="128" grayscaleMode="0" saturation="0" colorizeStrength="100" invertColors="0" colorizeOn="0"/>
    <rasterresampler maxOversampling="2"/>
    <resamplingStage>resamplingFilter</resamplingStage>
  </pipe>
  <blendMode>0</blendMode>
</qgis>
