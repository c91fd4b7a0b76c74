<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>SmDownscale</name>
    <message>
        <location filename="../build/translations/texts.py" line="2"/>
        <source>(soil moisture - wilting point) / (field capacity - wilting point).</source>
        <translation>(humedad del suelo - punto de marchitez) / (capacidad de campo - punto de marchitez).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="3"/>
        <source>1 Data</source>
        <translation>1 Datos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="4"/>
        <source>2 Model</source>
        <translation>2 Modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="5"/>
        <source>3 Downscale</source>
        <translation>3 Desagregación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="6"/>
        <source>4 Validate</source>
        <translation>4 Validación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="7"/>
        <source>5 Drought</source>
        <translation>5 Sequía</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="8"/>
        <source>6 Workflows</source>
        <translation>6 Flujos de trabajo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="9"/>
        <source>A point at the centre of each cell and date that validation held out: place (number of the cell), date, observed and predicted soil moisture in m3/m3, and the fold that held it out. GeoPackage, or CSV with longitude and latitude.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="10"/>
        <source>A predictor is selected when its correlation with soil moisture is significant below this p-value, 0 to 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="11"/>
        <source>A set of predictors: monthly_1km_modis (vegetation, temperature, evapotranspiration, elevation and land cover); monthly_1km_modis_soil_rain (reflectance indices, leaf area, albedo, thermal inertia, evapotranspiration, terrain, soil and rain); single_date_1km_landsat_modis (Landsat bands, wetness, temperature and indices, MODIS leaf area and albedo, elevation); single_date_1km_modis_landsat (the same with temperature, NDVI, EVI and albedo bands of MODIS: fewer gaps where Landsat sees clouds); daily_30m_hls_sentinel1 (30 m indices, radar, terrain, land cover, soil and weather (contiguous USA)); daily_1km_rain_vegetation_soil (rain with its memory, vegetation and water indices, elevation and soil, for surface and root zone). Default: monthly_1km_modis, unless VARIABLES are given. One of: monthly_1km_modis, monthly_1km_modis_soil_rain, single_date_1km_landsat_modis, single_date_1km_modis_landsat, daily_30m_hls_sentinel1, daily_1km_rain_vegetation_soil.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="12"/>
        <source>Accept a mask that drops nearly all</source>
        <translation>Aceptar una máscara que descarta casi todo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="13"/>
        <source>Added after the scale: -0.2 for Landsat Collection 2 surface reflectance, 0 for most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="14"/>
        <source>Advanced</source>
        <translation>Avanzado</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="15"/>
        <source>Agreement in time</source>
        <translation>Concordancia en el tiempo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="16"/>
        <source>Allow conditions outside training</source>
        <translation>Permitir condiciones fuera del entrenamiento</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="17"/>
        <source>Also given to scripts and models</source>
        <translation>Disponible también para scripts y modelos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="18"/>
        <source>Another seed makes another region, 0 or more.</source>
        <translation>Otra semilla genera otra región, 0 o más.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="19"/>
        <source>Applicabilities</source>
        <translation>Aplicabilidades</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="20"/>
        <source>Applicability</source>
        <translation>Aplicabilidad</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="21"/>
        <source>Area to import: every cell that it touches, cut along cell edges. Default: all that the granules cover. As xmin,xmax,ymin,ymax [EPSG:code]; degrees (EPSG:4326) when no code is given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="22"/>
        <source>Average stations in coarse cells</source>
        <translation>Promediar estaciones por celda gruesa</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="23"/>
        <source>Band mapping</source>
        <translation>Asignación de bandas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="24"/>
        <source>Band of the coarse product</source>
        <translation>Banda del producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="25"/>
        <source>Bands that hold classes, such as land cover, set apart by commas: names of predictors or files. A file is meant by its name, with or without extension or date (* stands for any text), with :2 behind for its second band; a band also by the name that it has. Bands with KIND=categorical in their metadata or with a table of colours are so anyway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="26"/>
        <source>Bands to reconstruct</source>
        <translation>Bandas que se reconstruyen</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="27"/>
        <source>Baseline years</source>
        <translation>Años de referencia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="28"/>
        <source>Brings rasters of any grid, coordinate system, data type and nodata value onto one grid and writes one multi-band GeoTIFF a date, stack_YYYYMMDD.tif, whose bands are the predictors. A raster&apos;s time is its metadata TIME_START and TIME_END, else a date in its file&apos;s name; those without one are static and go to static.tif, which joins every date later. Where rasters stand for different times (monthly NDVI, daily rain), the dates are those of the shortest, or of DATES_OF: longer ones join every date that they cover, several within a date are averaged, rain is summed. The grid is that of the reference raster, or of the first raster when none is given; resolution, CRS and extent replace those of that grid. Rasters that stand on the grid already are copied unchanged. The log says how each predictor was resampled and how many cells have no value.</source>
        <translation>Lleva rásteres de cualquier cuadrícula, sistema de coordenadas, tipo de datos y valor sin datos a una sola cuadrícula y escribe un GeoTIFF de varias bandas por fecha, stack_YYYYMMDD.tif, cuyas bandas son los predictores. El tiempo de un ráster son sus metadatos TIME_START y TIME_END, o una fecha en el nombre del archivo; los que no la tienen son estáticos y van a static.tif, que luego se une a cada fecha. Si los rásteres representan tiempos distintos (NDVI mensual, lluvia diaria), las fechas son las de los más cortos, o las de DATES_OF: los más largos se unen a todas las fechas que cubren, varios dentro de una fecha se promedian, la lluvia se suma. La cuadrícula es la del ráster de referencia, o la del primero si no se da ninguno; la resolución, el SRC y la extensión sustituyen a los de esa cuadrícula. Los rásteres que ya están en la cuadrícula se copian sin cambios. El registro dice cómo se remuestreó cada predictor y cuántas celdas no tienen valor.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="29"/>
        <source>Brings soil-moisture measurements of stations into one GeoPackage: points (stations) and a table (observations). Reads archives of the International Soil Moisture Network (zip or folder, both layouts), daily and hourly files of the U.S. Climate Reference Network, CSV tables with one reading a row or one column a station, and GeoPackages of this tool. Readings are filtered on the way in by depth, quality flag, time and extent; what is left out is counted. Files that can&apos;t be read are named and skipped; archives are read in place, nothing is unpacked. Times are UTC. Only the points open in QGIS; the table stays in the file, as it can be large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="30"/>
        <source>Build Predictor Stack</source>
        <translation>Construir pila de predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="31"/>
        <source>Bulletin: map of classes, districts by severity, area in drought over time. One HTML file that any browser opens, offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="32"/>
        <source>CRS</source>
        <translation>SRC</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="33"/>
        <source>Categorical predictors</source>
        <translation>Predictores categóricos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="34"/>
        <source>Characteristic time T (days)</source>
        <translation>Tiempo característico T (días)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="35"/>
        <source>Check Installation</source>
        <translation>Comprobar la instalación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="36"/>
        <source>Class of the (last) date: 0 none, 1 D0, 2 D1, 3 D2, 4 D3, 5 D4; 255 is no data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="37"/>
        <source>Class probabilities</source>
        <translation>Probabilidades de las clases</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="38"/>
        <source>Climatology</source>
        <translation>Climatología</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="39"/>
        <source>Climatology for reuse</source>
        <translation>Climatología para reutilizar</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="40"/>
        <source>Coarse and downscaled maps side by side, figures by date. One HTML file that any browser opens, offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="41"/>
        <source>Coarse cells</source>
        <translation>Celdas gruesas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="42"/>
        <source>Coarse cells of 9 km along each side, 4 to 100.</source>
        <translation>Celdas gruesas de 9 km por lado, de 4 a 100.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="43"/>
        <source>Coarse product</source>
        <translation>Producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="44"/>
        <source>Coarse soil moisture</source>
        <translation>Humedad del suelo gruesa</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="45"/>
        <source>Coarse soil moisture of the date, in the unit that the model was trained with. Without it there is no residual correction.</source>
        <translation>Humedad del suelo gruesa de la fecha, en la unidad con que se entrenó el modelo. Sin ella no hay corrección de residuos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="46"/>
        <source>Coarse soil moisture, one raster a date, in the unit that the model was trained with. Without it there is no residual correction. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation>Humedad del suelo gruesa, un ráster por fecha, en la unidad con que se entrenó el modelo. Sin ella no hay corrección de residuos. Rásteres o carpetas de GeoTIFF (*.tif).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="47"/>
        <source>Columns of tables</source>
        <translation>Columnas de las tablas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="48"/>
        <source>Compare Models</source>
        <translation>Comparar modelos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="49"/>
        <source>Compares soil-moisture maps with a reference product, date by date and as a whole. Each map is compared with the reference that shares the most time with it, on the grid of the coarser of the two. With the coarse product, its nearest and bilinear interpolation stand beside the map: the skill says whether downscaling helped (above 0) or did harm (below 0), the within-cell correlation whether the moisture is in the right place inside a coarse cell. With five dates or more each pixel is compared in time too, and with a third product the random errors of all three follow from triple collocation. The figures say how well the reference product is reproduced, not how accurate the map is in the field.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="50"/>
        <source>Compares soil-moisture maps with station measurements. Readings that belong to a map are averaged and paired with the pixel that the station lies in: those around the satellite&apos;s overpass where it is known, else all inside the map&apos;s time. With the coarse product, its value at the station, nearest and interpolated, stands beside the map: for each station the map is found better, worse or undecided, and the skill says how much downscaling helped (above 0) or harmed (below 0). Stations come from Import Stations, or straight from what it reads: archives of the ISMN, files of the USCRN, or a CSV with the columns station, latitude, longitude, time, soil_moisture (m3/m3) and, if known, network, depth_from, depth_to (metres). Times without a zone are UTC. A station is a point and a pixel an area: part of every difference is that, not an error of the map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="51"/>
        <source>Comparison of models</source>
        <translation>Comparación de modelos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="52"/>
        <source>Comparison report</source>
        <translation>Informe de comparación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="53"/>
        <source>Comparison table</source>
        <translation>Tabla de comparación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="54"/>
        <source>Comparison with the coarse product</source>
        <translation>Comparación con el producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="55"/>
        <source>Coordinate reference system of the stacks. Default: that of the reference raster.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="56"/>
        <source>Coordinate system of the stacks. Default: EASE-Grid 2.0 (EPSG:6933), as SMAP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="57"/>
        <source>Correlation inside coarse cells</source>
        <translation>Correlación dentro de las celdas gruesas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="58"/>
        <source>Correlation of the best on held-out cells</source>
        <translation>Correlación del mejor en celdas reservadas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="59"/>
        <source>Correlation on held-out cells</source>
        <translation>Correlación en celdas reservadas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="60"/>
        <source>Correlation over all pairs</source>
        <translation>Correlación de todos los pares</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="61"/>
        <source>Create Demo Data</source>
        <translation>Crear datos de demostración</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="62"/>
        <source>Daily series</source>
        <translation>Serie diaria</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="63"/>
        <source>Daily stacks (rain, temperature ...) on the grid of the predictors, for models that look back on the days before a map: they must hold the days up to and including that of the map. Stacks of several days serve each of their days. Other models don&apos;t need it. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="64"/>
        <source>Date</source>
        <translation>Fecha</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="65"/>
        <source>Date to be mapped: 2021-07-01; several after commas; first/last; or all. Several need OUTPUT_FOLDER. Without it: all dates of SERIES where there is an OUTPUT_FOLDER, else the last.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="66"/>
        <source>Date wanted, such as 2020-06-01, where no coarse raster tells it.</source>
        <translation>Fecha deseada, como 2020-06-01, si ningún ráster grueso la indica.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="67"/>
        <source>Dated maps to be validated, in m3/m3. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="68"/>
        <source>Dated rasters of NDVI or another index over some months: how long vegetation follows after soil moisture (correlation of monthly means). Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="69"/>
        <source>Dated rasters of rain in mm/day (the band called rain or precipitation, else the first), from about two weeks before the first map on: how soil moisture follows it. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="70"/>
        <source>Dates</source>
        <translation>Fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="71"/>
        <source>Derive Indices</source>
        <translation>Derivar índices</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="72"/>
        <source>Derives predictors from the bands of stacks, by published formulas: vegetation, water and soil indices, tasselled-cap wetness, apparent thermal inertia, radar ratios, season, antecedent precipitation; and slope, northness, eastness and the topographic wetness index from a DEM. They go to files of their own, indices_YYYYMMDD.tif and terrain.tif, which Train Model takes beside the stacks. The log names each formula and its source. Bands in another unit than the formula takes are refused with the remedy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="73"/>
        <source>Difference</source>
        <translation>Diferencia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="74"/>
        <source>Difference from the mean of the season in standard deviations of the other years.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="75"/>
        <source>Districts</source>
        <translation>Distritos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="76"/>
        <source>Documentation</source>
        <translation>Documentación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="77"/>
        <source>Downscale Raster</source>
        <translation>Desagregar ráster</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="78"/>
        <source>Downscale Series</source>
        <translation>Desagregar serie</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="79"/>
        <source>Downscaled soil moisture</source>
        <translation>Humedad del suelo desagregada</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="80"/>
        <source>Drought Index</source>
        <translation>Índice de sequía</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="81"/>
        <source>Drought bulletin</source>
        <translation>Boletín de sequía</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="82"/>
        <source>Drought by zone</source>
        <translation>Sequía por zona</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="83"/>
        <source>Drought by zone and date</source>
        <translation>Sequía por zona y fecha</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="84"/>
        <source>Drought class</source>
        <translation>Clase de sequía</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="85"/>
        <source>Drought classes of all dates</source>
        <translation>Clases de sequía de todas las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="86"/>
        <source>Drought in the last year</source>
        <translation>Sequía en el último año</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="87"/>
        <source>EASE-Grid 2.0</source>
        <translation>EASE-Grid 2.0</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="88"/>
        <source>Earth Engine project</source>
        <translation>Proyecto de Earth Engine</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="89"/>
        <source>Earth Engine project...</source>
        <translation>Proyecto de Earth Engine...</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="90"/>
        <source>Elevation model</source>
        <translation>Modelo de elevación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="91"/>
        <source>Elevation on any grid, best finer than the stacks&apos;: terrain is worked out at its resolution and averaged then. Give it wider than the stacks, as water comes from upslope. At most 25 million cells for twi. Default: the stacks&apos; band elevation, when terrain is asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="92"/>
        <source>End</source>
        <translation>Fin</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="93"/>
        <source>End of the period</source>
        <translation>Fin del período</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="94"/>
        <source>Estimates root-zone soil moisture from a surface series with the exponential filter in its recursive form: each map remembers the ones before it, the longer ago the less. Missing values change nothing; where the last value of a pixel is older than T, the map is empty. It is the surface, smoothed and delayed: it knows nothing of rain that never wetted the surface layer, of groundwater or of irrigation by drip lines. A product with a root zone of its own, such as SPL4SMGP, needs no filter: give it to Drought Index as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="95"/>
        <source>Explain Model</source>
        <translation>Explicar modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="96"/>
        <source>Explanation of the model</source>
        <translation>Explicación del modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="97"/>
        <source>Explanation report</source>
        <translation>Informe de explicación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="98"/>
        <source>Explanation table</source>
        <translation>Tabla de explicación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="99"/>
        <source>Extent</source>
        <translation>Extensión</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="100"/>
        <source>Factor that turns stored reflectance into 0 to 1: 0.0001 for most products, 1 when it is so already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="101"/>
        <source>Factor, over 0, that turns the coarse values into m3/m3: 0.01 for percent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="102"/>
        <source>Factor, over 0, that turns the coarse values into m3/m3: 0.01 for percent. For COARSE only; the other rasters have to be in m3/m3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="103"/>
        <source>Fetch Predictors</source>
        <translation>Obtener predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="104"/>
        <source>Fetches predictors and SMAP soil moisture of an area from Google Earth Engine, ready for Train Model. The predictors come as one stack a step of time, and one of static predictors, on a 1 km grid that nests in SMAP&apos;s 9 km cells, or on any other; SMAP comes on its own grid. Composites are weighted by the days that they share with a step, bad pixels are left out by each product&apos;s quality rule, and every stack says what it was made from. The size is told before anything is fetched. A run that was cancelled or broke off goes on where it stopped when it is started again. It needs an Earth Engine account: Test Earth Engine tells whether it works, and what to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="105"/>
        <source>Field capacity</source>
        <translation>Capacidad de campo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="106"/>
        <source>Field of ZONES with the zones&apos; names. Without it, the first text field.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="107"/>
        <source>Field of the names</source>
        <translation>Campo de los nombres</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="108"/>
        <source>File that an earlier run wrote as CLIMATOLOGY_OUTPUT: the past years.</source>
        <translation>Archivo que una ejecución anterior escribió como CLIMATOLOGY_OUTPUT: los años pasados.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="109"/>
        <source>File that keeps all dates (those of CLIMATOLOGY too) for later runs.</source>
        <translation>Archivo que guarda todas las fechas (también las de CLIMATOLOGY) para otras ejecuciones.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="110"/>
        <source>Files, zip archives, or folders with all that lies in them.</source>
        <translation>Archivos, archivos zip o carpetas con todo su contenido.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="111"/>
        <source>Fine cells with more water than this, in percent of area and time (JRC Global Surface Water), are left empty; coarse cells with more than 10 % are left out. Lakes and rivers spoil training: 20 is usual. Default: no mask.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="112"/>
        <source>Fine predictors of all dates with the names that the model knows. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation>Predictores finos de todas las fechas, con los nombres que conoce el modelo. Rásteres o carpetas de GeoTIFF (*.tif).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="113"/>
        <source>Fine predictors on one grid, of any number of dates, as Build Predictor Stack, Fetch Predictors or Create Demo Data write them. Rasters without a date are static and join every date. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation>Predictores finos en una cuadrícula, de cualquier número de fechas, como los escriben Construir pila de predictores, Obtener predictores o Crear datos de demostración. Los rásteres sin fecha son estáticos y se unen a cada fecha. Rásteres o carpetas de GeoTIFF (*.tif).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="114"/>
        <source>Fine predictors with the names that the model knows, of any dates: the date of the coarse raster, or DATE, is taken. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="115"/>
        <source>First and last year to compare with, such as 2003-2022. Without it, all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="116"/>
        <source>First day, such as 2020-06-01 (UTC).</source>
        <translation>Primer día, como 2020-06-01 (UTC).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="117"/>
        <source>First map</source>
        <translation>Primer mapa</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="118"/>
        <source>First map stopped: {}</source>
        <translation>El primer mapa se detuvo: {}</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="119"/>
        <source>First map: demo data are being made, a model is trained, maps are drawn.</source>
        <translation>Primer mapa: se crean datos de demostración, se entrena un modelo y se dibujan mapas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="120"/>
        <source>First map: done. Open the group Downscale Series in the layer tree; the coarse maps lie beneath.</source>
        <translation>Primer mapa: listo. Abra el grupo Desagregar serie en el árbol de capas; debajo están los mapas gruesos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="121"/>
        <source>First moment after the period, ISO 8601 in UTC. Default: one day after the start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="122"/>
        <source>First time</source>
        <translation>Primer momento</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="123"/>
        <source>Fits several methods, on several sets of predictors, and measures all of them on the same held-out cells: spatial blocks with a buffer, whole periods, and the naive random split beside them; and one scale up, where the coarse product is the truth, against nearest and bilinear interpolation. The rasters are read once. The table and the report tell which method to take and what each predictor is worth; the best can be written as a model file, as Train Model would make it. The figures say how well the coarse product is reproduced, not how accurate a map is in the field.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="124"/>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="125"/>
        <source>Folder of all dates</source>
        <translation>Carpeta de todas las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="126"/>
        <source>Folder of the applicabilities</source>
        <translation>Carpeta de las aplicabilidades</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="127"/>
        <source>Folder of the demo data</source>
        <translation>Carpeta de los datos de demostración</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="128"/>
        <source>Folder of the indices</source>
        <translation>Carpeta de los índices</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="129"/>
        <source>Folder of the maps</source>
        <translation>Carpeta de los mapas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="130"/>
        <source>Folder of the prediction intervals</source>
        <translation>Carpeta de los intervalos de predicción</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="131"/>
        <source>Folder of the rasters</source>
        <translation>Carpeta de los rásteres</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="132"/>
        <source>Folder of the stacks</source>
        <translation>Carpeta de las pilas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="133"/>
        <source>Footprint</source>
        <translation>Huella</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="134"/>
        <source>Footprint (km)</source>
        <translation>Huella (km)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="135"/>
        <source>For composites whose names give only their first day, as pairs: lst=8 (days), rain=dekad, ndvi=month, land_cover=year. Default: a name with a day stands for that day, one with a month for the month.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="136"/>
        <source>Format</source>
        <translation>Formato</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="137"/>
        <source>Format of the files; auto tells by each file&apos;s name. One of: auto, ismn, uscrn, stations, csv.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="138"/>
        <source>Full width at half maximum of what the sensor sees, in km, 0 to 200; 0 is the plain mean of the cell. Default: what the coarse raster says (metadata FOOTPRINT_KM), else by its PRODUCT (SPL3SMP_E 33 km), else 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="139"/>
        <source>Further layers</source>
        <translation>Otras capas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="140"/>
        <source>GeoPackage (.gpkg) with points `stations` and the table `observations`.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="141"/>
        <source>GeoPackage of Import Stations, or whatever that tool reads: archives, folders, CSV files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="142"/>
        <source>Good quality flags</source>
        <translation>Marcas de buena calidad</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="143"/>
        <source>Google Cloud project</source>
        <translation>Proyecto de Google Cloud</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="144"/>
        <source>Granules</source>
        <translation>Gránulos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="145"/>
        <source>Ground that the stacks cover. Default: that of the reference raster. Without a resolution it is widened to whole cells of the reference raster; with one, cells begin at its upper left corner, or, where it is given in another CRS, keep to the corner of the reference raster. As xmin,xmax,ymin,ymax [EPSG:code]; degrees (EPSG:4326) when no code is given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="146"/>
        <source>HDF5 (or netCDF-4) files of one product, or folders of them, under the names that they have in the archive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="147"/>
        <source>HTML report</source>
        <translation>Informe HTML</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="148"/>
        <source>Held-out predictions</source>
        <translation>Predicciones reservadas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="149"/>
        <source>Hours, 0 or more, before and after an overpass, or a map of less than a day, in which readings count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="150"/>
        <source>How categorical rasters get to the grid: the class at the cell&apos;s centre, or the most frequent one. One of: nearest, mode.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="151"/>
        <source>How continuous rasters that don&apos;t stand on the grid get there: auto averages where the grid is coarser and interpolates bilinearly where it is finer. One of: auto, nearest, bilinear, cubic, average.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="152"/>
        <source>How hidden values came back, by the regression and by plain interpolation. One HTML file that any browser opens, offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="153"/>
        <source>How long rasters stand for</source>
        <translation>Duración que representan los rásteres</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="154"/>
        <source>How long the root zone remembers, in days, 1 to 100: about 5 to 20 for 40 cm, 15 to 40 for a metre; longer for deeper and finer soils.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="155"/>
        <source>How often each predictor is shuffled in each held-out part, 1 to 100; more take longer and make importances steadier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="156"/>
        <source>Hyper-parameters</source>
        <translation>Hiperparámetros</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="157"/>
        <source>Id of a Google Cloud project that is registered for Earth Engine.
You have none yet? Register one at https://console.cloud.google.com/earth-engine; research is free.
Test Earth Engine opens next: it tries the sign-in and says what is missing.</source>
        <translation>Identificador de un proyecto de Google Cloud registrado en Earth Engine.
¿Aún no tiene ninguno? Regístrelo en https://console.cloud.google.com/earth-engine; para investigación es gratuito.
A continuación se abre Probar Earth Engine: prueba el inicio de sesión y dice qué falta.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="158"/>
        <source>Id of a Google Cloud project that is registered for Earth Engine. Default: the one that Test Earth Engine remembered, else that of the sign-in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="159"/>
        <source>Import SMAP Granules</source>
        <translation>Importar gránulos SMAP</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="160"/>
        <source>Import Stations</source>
        <translation>Importar estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="161"/>
        <source>Importance, partial dependence and correlation of every predictor. One HTML file that any browser opens, offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="162"/>
        <source>Indices</source>
        <translation>Índices</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="163"/>
        <source>Inputs</source>
        <translation>Entradas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="164"/>
        <source>Installation page</source>
        <translation>Página de la instalación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="165"/>
        <source>Intervals</source>
        <translation>Intervalos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="166"/>
        <source>JSON key file of a Google service account, for runs without a person. Only its path is kept in models and histories, never what is in it. Default: the sign-in that all Earth Engine tools share.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="167"/>
        <source>Keep PROJECT in QGIS&apos; settings when it works, so that other tools take it by default.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="168"/>
        <source>Learns how coarse soil moisture follows from predictors. The predictors are averaged to the coarse cells, or seen through the product&apos;s footprint; a regression is fitted to all dates that both have in common, and tested on blocks of cells that it did not see, with a buffer around them. The model file then makes fine maps with Downscale Raster or Downscale Series. The log and the report say how well the coarse product is reproduced; compare maps with stations to learn how accurate they are.</source>
        <translation>Aprende cómo la humedad del suelo gruesa se sigue de los predictores. Los predictores se promedian a las celdas gruesas, o se ven a través de la huella del producto; se ajusta una regresión a todas las fechas comunes y se prueba en bloques de celdas que no ha visto, con una franja alrededor. Con el archivo de modelo, Desagregar ráster o Desagregar serie hacen mapas finos. El registro y el informe dicen cuán bien se reproduce el producto grueso; compare los mapas con estaciones para saber cuán exactos son.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="169"/>
        <source>Leave maps that exist already, can be read to their end, were made with this model and RESIDUAL_CORRECTION, and are newer than the rasters they were made from, which still hold the same: a run that was interrupted goes on where it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="170"/>
        <source>Length of time of one raster, in UTC: that of a granule, a day, 8 days counted from 1 January, or a month; a granule belongs to the step that its middle falls into. One of: granule, daily, 8day, monthly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="171"/>
        <source>Load results</source>
        <translation>Cargar resultados</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="172"/>
        <source>Look back (days)</source>
        <translation>Mirar atrás (días)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="173"/>
        <source>Lower depth</source>
        <translation>Profundidad inferior</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="174"/>
        <source>Make the map although nearly all of it lies outside the range that training saw in a predictor, or a predictor&apos;s stated unit is another. Such maps are refused otherwise, as the usual cause is another unit or exchanged predictors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="175"/>
        <source>Makes a predictor complete that is coarser than the stacks (such as SIF at 0.05 degrees) or has gaps (such as surface temperature under clouds), from the other predictors: a regression is trained where the predictor has values, what it leaves over is interpolated from nearby values where that helps, and observed fine values stay as they are. Values that were hidden on purpose tell how well it works, beside plain interpolation. Masks say which pixels were reconstructed; of a coarser predictor, all were.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="176"/>
        <source>Makes a region that does not exist but behaves like one, with its soil moisture known at 1 km: to try every tool without an account or a download, and to see how far downscaling can be trusted. A daily water balance gives the truth of a year or of several; predictors, coarse SMAP-like maps and stations are observed from it with realistic errors. The same settings give the same files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="177"/>
        <source>Makes the fine soil moisture map of one date. The model of Train Model is applied to the predictors; the difference to the coarse product is then given back as residual correction. Of several dates of predictors, the one of the coarse raster (or DATE) is taken. Pixels without all predictors stay empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="178"/>
        <source>Makes the fine soil moisture maps of many dates with one model: one map for every coarse raster that has predictors of its date, or for every date of the predictors where no coarse rasters are given. When a date fails, the others are finished first. The maps carry their time, so that QGIS&apos;s temporal controller animates them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="179"/>
        <source>Map minus reference in m3/m3, averaged over the dates.</source>
        <translation>Mapa menos referencia en m3/m3, promedio de las fechas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="180"/>
        <source>Maps to be validated, in m3/m3, of one or more dates. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation>Mapas que se validan, en m3/m3, de una o más fechas. Rásteres o carpetas de GeoTIFF (*.tif).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="181"/>
        <source>Mask</source>
        <translation>Máscara</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="182"/>
        <source>Masks: 1 reconstructed, 0 observed</source>
        <translation>Máscaras: 1 reconstruido, 0 observado</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="183"/>
        <source>Mean difference in m3/m3</source>
        <translation>Diferencia media en m3/m3</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="184"/>
        <source>Median of the dates&apos; correlations</source>
        <translation>Mediana de las correlaciones de las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="185"/>
        <source>Median of the stations&apos; correlations</source>
        <translation>Mediana de las correlaciones de las estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="186"/>
        <source>Method</source>
        <translation>Método</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="187"/>
        <source>Method of the best</source>
        <translation>Método del mejor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="188"/>
        <source>Methods</source>
        <translation>Métodos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="189"/>
        <source>Methods to compare; those whose packages are missing are left out with a warning. Any of: linear, linear_boosting, random_forest, extra_trees, hist_gradient_boosting, lightgbm, svr, neural_network, stacking, xgboost, deep_belief_network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="190"/>
        <source>Metrics</source>
        <translation>Métricas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="191"/>
        <source>Minimum coverage</source>
        <translation>Cobertura mínima</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="192"/>
        <source>Minimum share of overpasses</source>
        <translation>Proporción mínima de pasos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="193"/>
        <source>Minimum years</source>
        <translation>Años mínimos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="194"/>
        <source>Minutes for a network</source>
        <translation>Minutos para una red</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="195"/>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="196"/>
        <source>Model file</source>
        <translation>Archivo de modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="197"/>
        <source>Model file (.smdm) written by Train Model.</source>
        <translation>Archivo de modelo (.smdm) escrito por Entrenar modelo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="198"/>
        <source>Model of the best</source>
        <translation>Modelo del mejor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="199"/>
        <source>Name or number of the band that holds soil moisture, in coarse rasters of several bands. Default: the only band, the one called soil_moisture, or every band where all are dated by their names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="200"/>
        <source>Names of other layers of the granules to import as well, set apart by commas, less their suffix (surface_temperature, vegetation_water_content), or all. Means over the step; of classes and flags the latest value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="201"/>
        <source>Names of predictors</source>
        <translation>Nombres de los predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="202"/>
        <source>Names of predictors that are amounts: several within a date are summed, not averaged. Those that sound like rain are anyway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="203"/>
        <source>Names of the bands of the target rasters to reconstruct, set apart by commas. Default: all.</source>
        <translation>Nombres de las bandas de los rásteres objetivo que se reconstruyen, separados por comas. Por defecto: todas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="204"/>
        <source>Names set apart by commas or lines, in the order of all bands (ndvi, lst, elevation), or of the bands of each raster when all have that many; or pairs file=name (MOD11A2*=lst, radar:1=vv, radar:2=vh); bands without a pair keep their name. A file is meant by its name, with or without extension or date (* stands for any text), with :2 behind for its second band; a band also by the name that it has. Default: each band&apos;s description, else the file&apos;s name less its date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="205"/>
        <source>No reference product was given: the maps are not validated.</source>
        <translation>No se dio un producto de referencia: los mapas no se validan.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="206"/>
        <source>Nodata values</source>
        <translation>Valores sin datos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="207"/>
        <source>Noise augmentation</source>
        <translation>Aumento con ruido</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="208"/>
        <source>Noise of the coarse product</source>
        <translation>Ruido del producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="209"/>
        <source>Number of eight-day periods a year, spread over it, 1 to 46.</source>
        <translation>Número de períodos de ocho días por año, repartidos en él, de 1 a 46.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="210"/>
        <source>Number of files, sensors and readings that were left out</source>
        <translation>Número de archivos, sensores y lecturas omitidos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="211"/>
        <source>Number of pairs</source>
        <translation>Número de pares</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="212"/>
        <source>Number of readings</source>
        <translation>Número de lecturas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="213"/>
        <source>Number of sensors</source>
        <translation>Número de sensores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="214"/>
        <source>Number of settings tried at random around the given ones, on the same held-out cells, 0 to 500; 0 is no tuning.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="215"/>
        <source>Number of settings tried at random around the given ones, on the same held-out cells, 0 to 500; 0 is no tuning. Every variant gets so many.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="216"/>
        <source>Number of stations</source>
        <translation>Número de estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="217"/>
        <source>Number of stations with pairs</source>
        <translation>Número de estaciones con pares</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="218"/>
        <source>Number of years up to 2019, each with weather of its own, 1 to 20; drought tools need years to compare with. Stations report in the last one only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="219"/>
        <source>Number of zones in D1 or worse on the last date</source>
        <translation>Número de zonas en D1 o peor en la última fecha</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="220"/>
        <source>Number of zones with data on the last date</source>
        <translation>Número de zonas con datos en la última fecha</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="221"/>
        <source>Offset of reflectance</source>
        <translation>Desplazamiento de la reflectancia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="222"/>
        <source>One band a metric over the dates of each pixel (R, RMSE, ubRMSE, bias); needs five dates or more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="223"/>
        <source>One row per zone and date.</source>
        <translation>Una fila por zona y fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="224"/>
        <source>Open a browser first, to sign in with a Google account. Once on a computer is enough; all Earth Engine tools share it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="225"/>
        <source>Open the maps in QGIS when the tool has finished, of each kind the last 366 at most. In a model of your own, switch it off for steps whose results only the next step needs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="226"/>
        <source>Open the rasters in QGIS when the tool has finished, of each kind the last 366 at most. In a model of your own, switch it off for steps whose results only the next step needs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="227"/>
        <source>Open the rasters, stations and districts in QGIS when the tool has finished, of each kind the last 366 at most. In a model of your own, switch it off for steps whose results only the next step needs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="228"/>
        <source>Open the stacks in QGIS when the tool has finished, of each kind the last 366 at most. In a model of your own, switch it off for steps whose results only the next step needs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="229"/>
        <source>Open the stacks of indices in QGIS when the tool has finished, of each kind the last 366 at most. In a model of your own, switch it off for steps whose results only the next step needs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="230"/>
        <source>Open the toolbox</source>
        <translation>Abrir la caja de herramientas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="231"/>
        <source>Optional: lower and upper limit of the 90 % interval and its width (bands lower, upper and width, m3/m3); QGIS shows the width. It rests on held-out coarse cells and modelled errors, not on fine measurements, and is labelled as not calibrated at the fine scale.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="232"/>
        <source>Optional: the 90 % interval of every date, as INTERVAL of Downscale Raster: interval_YYYYMMDD.tif.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="233"/>
        <source>Optional: where the model may be trusted on every date, as APPLICABILITY of Downscale Raster: applicability_YYYYMMDD.tif.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="234"/>
        <source>Optional: where the model may be trusted. Band applicable: 1 where a pixel is like the training data, 0 where it isn&apos;t; band dissimilarity: distance to the training data, in units of their mean distance. The limit between 1 and 0 is such that at most a quarter of the pixels of training get 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="235"/>
        <source>Other dated soil-moisture maps in m3/m3 (of other models, SMAP, other 1 km products), compared at the same stations and dates. Rasters of one product share their metadata PRODUCT or, without it, the file&apos;s name less its date. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="236"/>
        <source>Other products</source>
        <translation>Otros productos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="237"/>
        <source>Other years with a value that a pixel needs, 2 or more; pixels with fewer stay empty.</source>
        <translation>Otros años con valor que necesita un píxel, 2 o más; los píxeles con menos quedan vacíos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="238"/>
        <source>Outputs</source>
        <translation>Salidas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="239"/>
        <source>Overpass</source>
        <translation>Paso del satélite</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="240"/>
        <source>Pairs</source>
        <translation>Pares</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="241"/>
        <source>Percent of the last date&apos;s area in D1 or worse</source>
        <translation>Porcentaje del área de la última fecha en D1 o peor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="242"/>
        <source>Percentile</source>
        <translation>Percentil</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="243"/>
        <source>Percentile maps</source>
        <translation>Mapas de percentiles</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="244"/>
        <source>Percentile maps of the coarse product</source>
        <translation>Mapas de percentiles del producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="245"/>
        <source>Percentile method</source>
        <translation>Método de los percentiles</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="246"/>
        <source>Percentile of the (last) date, 0 to 100 %.</source>
        <translation>Percentil de la (última) fecha, de 0 a 100 %.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="247"/>
        <source>Percentiles (0 to 100 %) of one or more dates that Drought Index wrote, or its folder: the other maps in there are passed over. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="248"/>
        <source>Percentiles of all dates</source>
        <translation>Percentiles de todas las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="249"/>
        <source>Percentiles of the product before downscaling, of the last date, for COMPARISON. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="250"/>
        <source>Pixels outside the training range (%)</source>
        <translation>Píxeles fuera del rango de entrenamiento (%)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="251"/>
        <source>Places of stations</source>
        <translation>Lugares de las estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="252"/>
        <source>Points with a field `station`, for tables without latitude and longitude. A CSV of places among the station files does it too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="253"/>
        <source>Points with the metrics of each station.</source>
        <translation>Puntos con las métricas de cada estación.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="254"/>
        <source>Polygons of districts or basins, in any CRS. They may overlap, have several parts, or be smaller than a pixel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="255"/>
        <source>Polygons: only the SMAP cells that they touch are fetched. With an EXTENT, what lies in both.</source>
        <translation>Polígonos: solo se obtienen las celdas de SMAP que tocan. Con EXTENT, lo que está en ambos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="256"/>
        <source>Predicted pixels</source>
        <translation>Píxeles predichos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="257"/>
        <source>Prediction interval</source>
        <translation>Intervalo de predicción</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="258"/>
        <source>Prediction intervals</source>
        <translation>Intervalos de predicción</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="259"/>
        <source>Predictor stacks</source>
        <translation>Pilas de predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="260"/>
        <source>Predictor to reconstruct</source>
        <translation>Predictor que se reconstruye</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="261"/>
        <source>Predictors</source>
        <translation>Predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="262"/>
        <source>Predictors by name, besides those of the preset; docs/data.md tells what each of them is. Any of: ndvi, evi, ndvi_1km, evi_1km, ndvi_viirs, evi_viirs, lst_day, lst_night, lst_day_time, lst_day_8day, lst_night_8day, lst_day_aqua, lst_night_aqua, lst_day_8day_aqua, lst_night_8day_aqua, lst_day_viirs, lst_night_viirs, lst_day_noaa21, et, pet, et_recent, pet_recent, red_modis, nir_modis, blue_modis, green_modis, swir1240_modis, swir1_modis, swir2_modis, red_viirs, nir_viirs, swir1_viirs, albedo, albedo_vis, albedo_nir, lai, lai_4day, lai_viirs, landcover, landcover_worldcover, landcover_nlcd, water, rain, rain_api, rain_30d, rain_chirps3, rain_chirps3_api, rain_chirps3_rnl, rain_imerg, rain_imerg_api, elevation, elevation_nasadem, elevation_copernicus, elevation_gtopo30, elevation_gmted2010, elevation_3dep, clay, sand, silt, bulk_density, field_capacity, wilting_point, clay_openlandmap, sand_openlandmap, bulk_density_openlandmap, clay_polaris, sand_polaris, bulk_density_polaris, blue_landsat, green_landsat, red_landsat, nir_landsat, swir1_landsat, swir2_landsat, lst_landsat, blue_toa, green_toa, red_toa, nir_toa, swir1_toa, swir2_toa, blue_hls, green_hls, red_hls, nir_hls, swir1_hls, swir2_hls, vv, vh, incidence_angle, vv_opera, vh_opera, rain_gridmet, rain_gridmet_api, rain_gridmet_lag1, rain_gridmet_10d, humidity_gridmet, radiation_gridmet, wind_gridmet, vpd_gridmet, vpd_gridmet_10d, eto_gridmet, etr_gridmet, rain_era5, temperature_era5, soil_temperature_era5, slope, northness, eastness, twi, ndvi_modis, evi_modis, nirv, ndwi, ndwi_gao, lswi, nsdsi, ati, ndvi_landsat, evi_landsat, wetness, ndvi_hls, evi_hls, ndwi_hls, lswi_hls, nsdsi_hls, cross_ratio, polarisation_index, radar_vegetation_index, day_of_year_sin, day_of_year_cos.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="263"/>
        <source>Predictors of the best, as PREDICTOR_SETS takes them</source>
        <translation>Predictores del mejor, como los acepta PREDICTOR_SETS</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="264"/>
        <source>Predictors selected by correlation</source>
        <translation>Predictores seleccionados por correlación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="265"/>
        <source>Predictors selected by correlation, as PREDICTOR_SETS of Compare Models takes them</source>
        <translation>Predictores seleccionados por correlación, como los acepta PREDICTOR_SETS de Comparar modelos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="266"/>
        <source>Predictors to be summed</source>
        <translation>Predictores que se suman</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="267"/>
        <source>Predictors, with one or more bands each, of one or more dates; also HDF4-EOS and netCDF files, and tiles of MODIS, which are put together. Declared nodata, values outside a stated valid range, NaN and infinities are gaps; scale and offset are applied. Rasters, or folders of them (*.tif, *.hdf, *.h5, *.nc).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="268"/>
        <source>Preset</source>
        <translation>Preajuste</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="269"/>
        <source>Probabilities of drought classes of all dates</source>
        <translation>Probabilidades de las clases de sequía de todas las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="270"/>
        <source>Probabilities of drought classes of the same dates that Drought Index wrote, for the share of area expected in D1 or worse. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="271"/>
        <source>Probability 0 to 1 of none, D0 to D4 by rank: six bands; needs INTERVALS.</source>
        <translation>Probabilidad de 0 a 1 de ninguna, D0 a D4 por rango: seis bandas; necesita INTERVALS.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="272"/>
        <source>Probability of classes</source>
        <translation>Probabilidad de las clases</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="273"/>
        <source>Probability of drought classes</source>
        <translation>Probabilidad de las clases de sequía</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="274"/>
        <source>Products side by side</source>
        <translation>Productos lado a lado</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="275"/>
        <source>Puts all rasters into one stack of this period, whatever time they carry: ISO 8601 in UTC, 2020-06-01 or 2020-06-01T06:00:00Z.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="276"/>
        <source>Puts the stacks on this global grid&apos;s cells over the extent, in place of a resolution and CRS: M36, M09, M03 or M01 (36, 9, 3 and 1 km); none for the grid of the reference raster. One of: none, M36, M09, M03, M01.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="277"/>
        <source>Quality</source>
        <translation>Calidad</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="278"/>
        <source>RMSE in m3/m3</source>
        <translation>RMSE en m3/m3</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="279"/>
        <source>RMSE of coarse minus upscaled first guess (m3/m3)</source>
        <translation>RMSE del producto grueso menos la primera estimación agregada (m3/m3)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="280"/>
        <source>RMSE of the best on held-out cells (m3/m3)</source>
        <translation>RMSE del mejor en celdas reservadas (m3/m3)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="281"/>
        <source>RMSE on held-out cells (m3/m3)</source>
        <translation>RMSE en celdas reservadas (m3/m3)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="282"/>
        <source>Rain</source>
        <translation>Lluvia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="283"/>
        <source>Random error of the map in m3/m3 by triple collocation</source>
        <translation>Error aleatorio del mapa en m3/m3 por triple colocación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="284"/>
        <source>Raster of any grid that says which cells become gaps in all stacks (water, clouds). Without MASK_RULE those where it is zero or nodata, and those beside it. A coarser cell goes when at least half of it does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="285"/>
        <source>Raster of any grid that says which cells become gaps in the map (water, clouds). Without MASK_RULE those where it is zero or nodata, and those beside it. A coarser cell goes when at least half of it does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="286"/>
        <source>Raster validation report</source>
        <translation>Informe de validación con rásteres</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="287"/>
        <source>Raster whose grid (CRS, cells, extent) the stacks get. Default: the first of the rasters.</source>
        <translation>Ráster cuya cuadrícula (SRC, celdas, extensión) reciben las pilas. Por defecto: el primero de los rásteres.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="288"/>
        <source>Rasters</source>
        <translation>Rásteres</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="289"/>
        <source>Rasters that give the dates</source>
        <translation>Rásteres que dan las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="290"/>
        <source>Rasters that hold it, on any grid, one or more dates; they may be the stacks themselves. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="291"/>
        <source>Rasters with bands lower and upper in m3/m3 (90 %) of the mapped dates, as Downscale Raster writes them, for the probability of each class. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="292"/>
        <source>Readings before this time, UTC; it is not included itself.</source>
        <translation>Lecturas anteriores a este momento, UTC; él mismo no se incluye.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="293"/>
        <source>Readings from this time on, UTC, such as 2020-06-01 or 2020-06-01T06:00Z.</source>
        <translation>Lecturas desde este momento, UTC, como 2020-06-01 o 2020-06-01T06:00Z.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="294"/>
        <source>Readings of the stations (CSV)</source>
        <translation>Lecturas de las estaciones (CSV)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="295"/>
        <source>Readings with exactly these flags are kept: G (good) of the ISMN, several as G;U, or all. Readings of formats without flags are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="296"/>
        <source>Readings with exactly these flags count: G (good) of the ISMN, several as G;U, or all. Readings without a flag count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="297"/>
        <source>Reads soil moisture from granules as NASA&apos;s archives give them and writes GeoTIFFs on the exact EASE-Grid 2.0, one a day, 8 days or month. Known products: SPL3SMP_E, SPL3SMP, SPL4SMGP, SPL2SMP_E, SPL2SMP, SPL2SMAP_S, LPRM_AMSR2. Each raster has the mean soil moisture, the number of observations behind it, and the mean time of observation in hours after the start of the step where the granules tell it. Files that can&apos;t be read are named and skipped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="298"/>
        <source>Reconstruct Predictor</source>
        <translation>Reconstruir predictor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="299"/>
        <source>Reconstructed pixels</source>
        <translation>Píxeles reconstruidos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="300"/>
        <source>Reconstructed predictors</source>
        <translation>Predictores reconstruidos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="301"/>
        <source>Reconstruction report</source>
        <translation>Informe de reconstrucción</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="302"/>
        <source>Reference product</source>
        <translation>Producto de referencia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="303"/>
        <source>Reference raster</source>
        <translation>Ráster de referencia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="304"/>
        <source>Region</source>
        <translation>Región</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="305"/>
        <source>Regression method. auto tries linear, linear_boosting and lightgbm, with few training rows also random_forest and hist_gradient_boosting, of those whose packages are installed; it takes the best on held-out cells, the simpler where two tie, or their mean. In a small area it takes linear. mlp is another name of neural_network. cnn is a convolutional network that auto&apos;s choice teaches on means of pixels, where noise is low, to use neighbours against the noise of pixels; it needs PyTorch for training, not for maps. One of: auto, linear, linear_boosting, random_forest, extra_trees, hist_gradient_boosting, lightgbm, svr, neural_network, stacking, xgboost, deep_belief_network, cnn, mlp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="306"/>
        <source>Regression method; auto takes the best on held-out blocks of those whose packages are installed. One of: auto, linear, linear_boosting, random_forest, extra_trees, hist_gradient_boosting, lightgbm, svr, neural_network, stacking, xgboost, deep_belief_network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="307"/>
        <source>Remember the project</source>
        <translation>Recordar el proyecto</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="308"/>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="309"/>
        <source>Report on gaps</source>
        <translation>Informe de huecos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="310"/>
        <source>Resampling</source>
        <translation>Remuestreo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="311"/>
        <source>Resampling of classes</source>
        <translation>Remuestreo de clases</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="312"/>
        <source>Residual correction</source>
        <translation>Corrección de residuos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="313"/>
        <source>Resolution</source>
        <translation>Resolución</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="314"/>
        <source>Root Zone</source>
        <translation>Zona radicular</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="315"/>
        <source>Root-zone soil moisture</source>
        <translation>Humedad del suelo en la zona radicular</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="316"/>
        <source>SMAP layers</source>
        <translation>Capas de SMAP</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="317"/>
        <source>SMAP product. Default: the preset&apos;s, else SPL3SMP_E_AM. One of: SPL3SMP_E_AM, SPL3SMP_E_PM, SPL4SMGP_SURFACE, SPL4SMGP_ROOTZONE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="318"/>
        <source>Sampling</source>
        <translation>Muestreo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="319"/>
        <source>Says how unusual a date&apos;s soil moisture is for the season, pixel by pixel. Each value is ranked among the pixel&apos;s own values of other years within a number of days of the same day of the year; the percentile gives the drought class of the US Drought Monitor: D0 at or below 30, D1 20, D2 10, D3 5, D4 2. Save the climatology once, and next month needs only next month&apos;s raster. Series that change product, model or grid are refused, because a break looks like a drought. A percentile says how rare a value is in the years at hand, not how accurate the map is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="320"/>
        <source>Says what works in this QGIS, what is missing, and what to do about it. The report names the versions of QGIS, Python, GDAL and numpy, every optional package with what it is for, and the exact command that installs what is missing for the Python of this QGIS without touching its numpy, scipy or GDAL. It installs nothing itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="321"/>
        <source>Scale of reflectance</source>
        <translation>Escala de la reflectancia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="322"/>
        <source>Scale of the coarse product</source>
        <translation>Escala del producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="323"/>
        <source>Scale, or scale:offset, of predictors whose files state none or a wrong one, as pairs: lst=0.02, t2m=1:-273.15. Values are stored * scale + offset. Default: as the files say.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="324"/>
        <source>Scales</source>
        <translation>Escalas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="325"/>
        <source>Scenario</source>
        <translation>Escenario</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="326"/>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="327"/>
        <source>Seed of all random choices, 0 or more: the same seed gives the same figures.</source>
        <translation>Semilla de todas las elecciones al azar, 0 o más: la misma semilla da las mismas cifras.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="328"/>
        <source>Seed of all random choices, 0 or more: the same seed gives the same result.</source>
        <translation>Semilla de todas las elecciones al azar, 0 o más: la misma semilla da el mismo resultado.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="329"/>
        <source>Seed of all random choices, 0 or more: the same seed gives the same results.</source>
        <translation>Semilla de todas las elecciones al azar, 0 o más: la misma semilla da los mismos resultados.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="330"/>
        <source>Sensor</source>
        <translation>Sensor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="331"/>
        <source>Sensors that lie wholly above this depth in metres are kept, such as 0.1 for surface soil moisture; all depths when empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="332"/>
        <source>Sensors that lie wholly above this depth in metres count, 0 or more; 0.1 suits surface soil moisture (0 to 5 cm).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="333"/>
        <source>Sensors that lie wholly below this depth in metres are kept, 0 or more; sensors of unknown depth are kept too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="334"/>
        <source>Sensors that lie wholly below this depth in metres count, 0 or more; sensors of unknown depth count too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="335"/>
        <source>Series report</source>
        <translation>Informe de la serie</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="336"/>
        <source>Service-account key</source>
        <translation>Clave de la cuenta de servicio</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="337"/>
        <source>Sets of predictors</source>
        <translation>Conjuntos de predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="338"/>
        <source>Settings by method as JSON text, such as {&quot;lightgbm&quot;: {&quot;num_leaves&quot;: 15}}, as the path of a JSON file, or the name of a preset (dbn_study, dbn_study_forest, mmnet_decoder, published_forest); docs/methods.md lists the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="339"/>
        <source>Settings of the method as JSON text or as the path of a JSON file, as in Train Model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="340"/>
        <source>Settings of the method as JSON text, such as {&quot;n_estimators&quot;: 300}, with auto by method, such as {&quot;lightgbm&quot;: {&quot;num_leaves&quot;: 15}}; or the path of a JSON file; or the name of a preset: dbn_study (deep_belief_network), dbn_study_forest (random_forest), mmnet_decoder (neural_network), published_forest (random_forest). docs/methods.md lists all settings with their defaults, and where the presets are from. Other published systems have none: their settings aren&apos;t known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="341"/>
        <source>Share (0 to 1) of a composite&apos;s overpasses that need readings.</source>
        <translation>Proporción (0 a 1) de los pasos de un compuesto que necesitan lecturas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="342"/>
        <source>Share of a cell that must have valid pixels for an average, 0 to 1; at 0 one pixel is enough.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="343"/>
        <source>Share of a cell&apos;s area (or of its footprint) that must have valid predictors, over 0 to 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="344"/>
        <source>Share of each predictor that is missing, stack by stack. One HTML file that any browser opens, offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="345"/>
        <source>Share of rain left after a day</source>
        <translation>Proporción de lluvia que queda tras un día</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="346"/>
        <source>Share of the model&apos;s detail that the map uses (0: interpolation alone, 1: all of it)</source>
        <translation>Proporción del detalle del modelo que usa el mapa (0: solo interpolación, 1: todo)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="347"/>
        <source>Shuffles</source>
        <translation>Permutaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="348"/>
        <source>Side of a cell in units of the CRS (metres, or degrees), over 0. Default: that of the reference raster, or about that in another CRS. An extent that it doesn&apos;t divide is widened to whole cells.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="349"/>
        <source>Side of a cell, over 0: in metres, or in units of the CRS when one is given. Without a CRS SMAP&apos;s 9 km cell is divided by a whole number. Default: the preset&apos;s, else 1000.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="350"/>
        <source>Sign in</source>
        <translation>Iniciar sesión</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="351"/>
        <source>Significance</source>
        <translation>Significación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="352"/>
        <source>Skill at reduced resolution</source>
        <translation>Habilidad a resolución reducida</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="353"/>
        <source>Skill of the best at reduced resolution</source>
        <translation>Habilidad del mejor a resolución reducida</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="354"/>
        <source>Skill over bilinear interpolation of the coarse product</source>
        <translation>Habilidad frente a la interpolación bilineal del producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="355"/>
        <source>Skip finished dates</source>
        <translation>Omitir fechas terminadas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="356"/>
        <source>Soil moisture at field capacity in m3/m3 on the grid of SERIES.</source>
        <translation>Humedad del suelo a capacidad de campo en m3/m3 en la cuadrícula de SERIES.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="357"/>
        <source>Soil moisture at the wilting point in m3/m3 on the grid of SERIES, for the soil moisture index. Without it and FIELD_CAPACITY, each pixel&apos;s 5th and 95th percentile stand in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="358"/>
        <source>Soil moisture in m3/m3 of many dates, from one product and one model: the years to compare with and the dates to be mapped. With CLIMATOLOGY, only the new dates. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="359"/>
        <source>Soil moisture in m3/m3 of yet another origin, for triple collocation: random errors of all three without taking one as the truth. Neither the map&apos;s parent product nor a relative of it or of the reference (all SMAP products are one family). Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="360"/>
        <source>Soil moisture in m3/m3 on the coarse grid, one raster a date, such as SMAP. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation>Humedad del suelo en m3/m3 en la cuadrícula gruesa, un ráster por fecha, como SMAP. Rásteres o carpetas de GeoTIFF (*.tif).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="361"/>
        <source>Soil moisture in m3/m3 that the maps are measured against, of one or more dates; any grid and CRS. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="362"/>
        <source>Soil moisture index</source>
        <translation>Índice de humedad del suelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="363"/>
        <source>Soil moisture indices of all dates</source>
        <translation>Índices de humedad del suelo de todas las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="364"/>
        <source>Soil moisture percentile</source>
        <translation>Percentil de humedad del suelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="365"/>
        <source>Soil moisture rasters</source>
        <translation>Rásteres de humedad del suelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="366"/>
        <source>Soil moisture series</source>
        <translation>Serie de humedad del suelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="367"/>
        <source>Soil-moisture maps</source>
        <translation>Mapas de humedad del suelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="368"/>
        <source>Stacks of further layers</source>
        <translation>Pilas de otras capas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="369"/>
        <source>Stacks of indices</source>
        <translation>Pilas de índices</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="370"/>
        <source>Stacks of the other predictors, whose grid and dates the result gets. Where a target stands in them too, it is replaced in the result. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="371"/>
        <source>Stacks that hold the bands, as Build Predictor Stack or Fetch Predictors write them, of any number of dates. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="372"/>
        <source>Stacks with the reconstructed predictor</source>
        <translation>Pilas con el predictor reconstruido</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="373"/>
        <source>Standard deviation of the coarse product&apos;s random error, 0 to 0.2 m3/m3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="374"/>
        <source>Standardised anomalies of all dates</source>
        <translation>Anomalías estandarizadas de todas las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="375"/>
        <source>Standardised anomaly</source>
        <translation>Anomalía estandarizada</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="376"/>
        <source>Start</source>
        <translation>Inicio</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="377"/>
        <source>Start of the period</source>
        <translation>Inicio del período</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="378"/>
        <source>Station files</source>
        <translation>Archivos de estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="379"/>
        <source>Station metrics</source>
        <translation>Métricas de las estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="380"/>
        <source>Station validation report</source>
        <translation>Informe de validación con estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="381"/>
        <source>Stations</source>
        <translation>Estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="382"/>
        <source>Stations at which it is worse</source>
        <translation>Estaciones donde es peor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="383"/>
        <source>Stations at which that is undecided</source>
        <translation>Estaciones donde no está decidido</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="384"/>
        <source>Stations at which the map is better than the interpolated coarse product</source>
        <translation>Estaciones donde el mapa es mejor que el producto grueso interpolado</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="385"/>
        <source>Stations inside are kept. As xmin,xmax,ymin,ymax [EPSG:code]; degrees (EPSG:4326) when no code is given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="386"/>
        <source>Stations of one cell of the coarse product count as one; needs COARSE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="387"/>
        <source>Stations: is the map better?</source>
        <translation>Estaciones: ¿es mejor el mapa?</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="388"/>
        <source>Step</source>
        <translation>Paso de tiempo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="389"/>
        <source>Summary, metrics with intervals, map of stations, scatter plots, Taylor diagram, response to rain and time series. One HTML file that any browser opens, offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="390"/>
        <source>Summary, metrics, scatter plots, maps and errors per date. One HTML file that any browser opens, offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="391"/>
        <source>Sums up percentile maps by district or basin, weighted by the exact area of each pixel inside: mean percentile with its 90 % interval, share of area in each drought class, change since the last date and the last year, and since when a zone has been in drought. A zone&apos;s class is the worst that at least half of its area is in, or in a worse one. The bulletin is one printable page on the last date. The interval says what the number of years leaves open, not how accurate the map is.</source>
        <translation>Resume mapas de percentiles por distrito o cuenca, ponderados por el área exacta de cada píxel dentro: percentil medio con su intervalo del 90 %, proporción del área en cada clase de sequía, cambio desde la última fecha y el último año, y desde cuándo una zona está en sequía. La clase de una zona es la peor en la que está al menos la mitad de su área, o en una peor. El boletín es una página imprimible de la última fecha. El intervalo dice lo que el número de años deja abierto, no cuán exacto es el mapa.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="392"/>
        <source>Surface soil moisture in m3/m3 of many dates on one grid, from one product and one model. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="393"/>
        <source>Surface soil moisture series</source>
        <translation>Serie de humedad superficial del suelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="394"/>
        <source>Switch on the plugin Processing first.</source>
        <translation>Active primero el complemento Processing.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="395"/>
        <source>Table</source>
        <translation>Tabla</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="396"/>
        <source>Table of all metrics with intervals: of all pairs, over the stations, by network and by date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="397"/>
        <source>Table of all metrics: the map, the coarse product by nearest and by bilinear interpolation; overall and per date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="398"/>
        <source>Table of all pairs: station, time, the station&apos;s mean, map, coarse product.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="399"/>
        <source>Table of the map, the coarse product and the other products on the same pairs, with the gain of the map over each and its interval over the stations.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="400"/>
        <source>Table with a row for each predictor, the most important first: importance and its spread in m3/m3, effect, correlations, significance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="401"/>
        <source>Table with a row for each variant and all its figures, the best first, then nearest and bilinear interpolation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="402"/>
        <source>Tells what each predictor is worth to a model: by how much the error on held-out cells grows when the predictor is shuffled (permutation importance), how the prediction follows it (partial dependence), whether soil moisture is higher or lower where it is high, and how it correlates with soil moisture, with a significance that counts independent pairs rather than cells. Give the predictors and coarse rasters that the model was trained on. It tells what goes together, not what causes what.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="403"/>
        <source>Tells whether Google Earth Engine can be used from this QGIS: the package, the network, the sign-in and the project are tried, and a small request is made. One line says that it works, as whom and with which project; if it doesn&apos;t, the tool fails with one sentence that says what to do, and the log lists the steps to a first sign-in: account, project, registration. With Sign In ticked a browser opens for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="404"/>
        <source>Test Earth Engine</source>
        <translation>Probar Earth Engine</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="405"/>
        <source>The area, widened to whole SMAP cells. Give this or polygons (REGION). As xmin,xmax,ymin,ymax [EPSG:code]; degrees (EPSG:4326) when no code is given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="406"/>
        <source>The coarse soil moisture that the model was trained on, or other dates of the same product, in the same unit. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="407"/>
        <source>The day after the last one, such as 2020-07-01 (UTC).</source>
        <translation>El día siguiente al último, como 2020-07-01 (UTC).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="408"/>
        <source>The disk is full{}: free some space or write elsewhere; unfinished outputs were removed.</source>
        <translation>El disco está lleno{}: libere espacio o escriba en otro lugar; las salidas incompletas se eliminaron.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="409"/>
        <source>The most important predictor</source>
        <translation>El predictor más importante</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="410"/>
        <source>The polygons with the figures of the last date.</source>
        <translation>Los polígonos con las cifras de la última fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="411"/>
        <source>The predictors that the model was trained on, or others with the same names. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="412"/>
        <source>The product that was downscaled, in m3/m3, for the baselines. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="413"/>
        <source>The region&apos;s name, for the head of the bulletin.</source>
        <translation>El nombre de la región, para el encabezado del boletín.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="414"/>
        <source>The stacks get the dates of these rasters, such as the coarse product. Default: the dates of those rasters that stand for the shortest time. Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="415"/>
        <source>The system refused a file{}: {}.</source>
        <translation>El sistema rechazó un archivo{}: {}.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="416"/>
        <source>There is not enough memory: close other programs, or take a smaller extent.</source>
        <translation>No hay memoria suficiente: cierre otros programas o elija una extensión menor.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="417"/>
        <source>Third product</source>
        <translation>Tercer producto</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="418"/>
        <source>Time that one stack stands for; 8 days count from 1 January, as MODIS&apos; do. Default: the preset&apos;s, else monthly. One of: daily, 8day, monthly, whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="419"/>
        <source>Title of the bulletin</source>
        <translation>Título del boletín</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="420"/>
        <source>Tolerance</source>
        <translation>Tolerancia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="421"/>
        <source>Train Model</source>
        <translation>Entrenar modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="422"/>
        <source>Training cells</source>
        <translation>Celdas de entrenamiento</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="423"/>
        <source>Training report</source>
        <translation>Informe de entrenamiento</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="424"/>
        <source>True fine soil moisture</source>
        <translation>Humedad del suelo fina verdadera</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="425"/>
        <source>True soil moisture</source>
        <translation>Humedad del suelo verdadera</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="426"/>
        <source>Tuning trials</source>
        <translation>Ensayos de ajuste</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="427"/>
        <source>Two districts get a fifth of their rain from March to May of the last year; the log names them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="428"/>
        <source>Unbiased RMSE in m3/m3</source>
        <translation>RMSE sin sesgo en m3/m3</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="429"/>
        <source>Unit of backscatter</source>
        <translation>Unidad de la retrodispersión</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="430"/>
        <source>Unit of elevation; auto takes the band&apos;s unit, else metres. One of: auto, metre, foot.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="431"/>
        <source>Unit of lst_day and lst_night. One of: kelvin, celsius.</source>
        <translation>Unidad de lst_day y lst_night. Una de: kelvin, celsius.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="432"/>
        <source>Unit of temperatures</source>
        <translation>Unidad de las temperaturas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="433"/>
        <source>Unit of the DEM</source>
        <translation>Unidad del MDE</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="434"/>
        <source>Unit of vv and vh; ratios are always taken of linear power. One of: decibel, linear.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="435"/>
        <source>Upper depth</source>
        <translation>Profundidad superior</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="436"/>
        <source>Validate Against Stations</source>
        <translation>Validar con estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="437"/>
        <source>Validate Raster</source>
        <translation>Validar ráster</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="438"/>
        <source>Validation</source>
        <translation>Validación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="439"/>
        <source>Validation, assessment at reduced resolution, model card. One HTML file that any browser opens, offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="440"/>
        <source>Value of the map at a station: of the pixel that it lies in, or bilinear between the four around. One of: nearest, bilinear.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="441"/>
        <source>Value that means no data, of predictors whose files don&apos;t declare it or declare another, as pairs: lst=0, sm=-9999.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="442"/>
        <source>Values of other years count when they are at most this many days of the year away, 0 to 90; the year wraps, 29 February counts as 28 February.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="443"/>
        <source>Values to drop</source>
        <translation>Valores que se descartan</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="444"/>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="445"/>
        <source>Variables</source>
        <translation>Variables</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="446"/>
        <source>Variables of containers</source>
        <translation>Variables de contenedores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="447"/>
        <source>Vegetation index</source>
        <translation>Índice de vegetación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="448"/>
        <source>Water mask (percent)</source>
        <translation>Máscara de agua (porcentaje)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="449"/>
        <source>What a coarse value is: cell, the mean of its cell; smap, what a sensor with a Gaussian footprint of 33 km sees. One of: cell, smap.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="450"/>
        <source>What is done about the difference between the coarse product and the cell means of the first guess: none; mean_preserving adds a smooth field that keeps the mean of every coarse cell exactly (not with a footprint); filtered adds only the part that neighbouring cells share and leaves out the product&apos;s noise; auto takes one by what training found out about the product and says why. One of: auto, none, mean_preserving, filtered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="451"/>
        <source>What is held out to test the model: spatial blocks with a buffer around them, whole periods, or, forward in time, each period from the model of those before it (three dates or more). By these cells the best method is chosen, and their predictions are assessed one scale up to choose among sets of predictors; the other kinds are computed too. One of: spatial_blocks, leave_period_out, forward_in_time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="452"/>
        <source>What is held out to test the model: spatial blocks with a buffer around them, whole periods, or, forward in time, each period from the model of those before it (three dates or more). One of: spatial_blocks, leave_period_out, forward_in_time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="453"/>
        <source>What the finer map adds to the coarse product, district by district; needs COARSE. One HTML file that any browser opens, offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="454"/>
        <source>What to derive. Default: all that the bands allow, and terrain when a DEM is given. Inputs: ndvi (nir, red); evi (nir, red, blue); nirv (nir, red); ndwi (green, nir); ndwi_gao (nir, swir_1240); lswi (nir, swir1); nsdsi1 (swir1, swir2); nsdsi2 (swir1, swir2); nsdsi3 (swir1, swir2); tcw (blue, green, red, nir, swir1, swir2); tcw_toa (blue, green, red, nir, swir1, swir2); ati (albedo, lst_day, lst_night, latitude, day_of_year); radar_cross_ratio (vv, vh); polarisation_index (vv, vh); radar_vegetation_index (vv, vh); day_of_year_sin (day_of_year); day_of_year_cos (day_of_year); api (precipitation, mm per day). Any of: ndvi, evi, nirv, ndwi, ndwi_gao, lswi, nsdsi1, nsdsi2, nsdsi3, tcw, tcw_toa, ati, radar_cross_ratio, polarisation_index, radar_vegetation_index, day_of_year_sin, day_of_year_cos, api, slope, northness, eastness, twi.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="455"/>
        <source>What works and what is missing, with commands to copy. One HTML file that any browser opens, offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="456"/>
        <source>Where a predictor has no raster of a date, its last one is taken when it ended at most this many days before, 0 to 366; never a later one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="457"/>
        <source>Where the maps of every DATE are written: percentile_YYYYMMDD.tif, drought_class_YYYYMMDD.tif.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="458"/>
        <source>Where to write coarse/, predictors/, truth/, stations.csv and districts.gpkg.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="459"/>
        <source>Where to write indices_YYYYMMDD.tif and terrain.tif.</source>
        <translation>Dónde escribir indices_YYYYMMDD.tif y terrain.tif.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="460"/>
        <source>Where to write soil_moisture_YYYYMMDD.tif, and layers_YYYYMMDD.tif when asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="461"/>
        <source>Where to write stack_YYYYMMDD.tif and static.tif.</source>
        <translation>Dónde escribir stack_YYYYMMDD.tif y static.tif.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="462"/>
        <source>Where to write stack_YYYYMMDD.tif, static rasters of the stacks beside them where they replace the inputs, and the masks in a folder reconstructed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="463"/>
        <source>Where to write the folders predictors and coarse. A later run into the same folder fetches only what is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="464"/>
        <source>Where to write the map (m3/m3).</source>
        <translation>Dónde escribir el mapa (m3/m3).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="465"/>
        <source>Where to write the maps: root_zone_YYYYMMDD.tif, m3/m3.</source>
        <translation>Dónde escribir los mapas: root_zone_YYYYMMDD.tif, m3/m3.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="466"/>
        <source>Where to write the maps: soil_moisture_YYYYMMDD.tif, m3/m3.</source>
        <translation>Dónde escribir los mapas: soil_moisture_YYYYMMDD.tif, m3/m3.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="467"/>
        <source>Where to write the model file (.smdm) of the best variant.</source>
        <translation>Dónde escribir el archivo de modelo (.smdm) de la mejor variante.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="468"/>
        <source>Where to write the model file (.smdm).</source>
        <translation>Dónde escribir el archivo de modelo (.smdm).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="469"/>
        <source>Whether training rows get the noise that fine predictors have and means of cells have lost. auto: where bands say how noisy they are (NOISE_STD) or three dates or more show it; on: refuse to train where neither is known; off: never. One of: auto, on, off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="470"/>
        <source>Whether training rows get the noise that fine predictors have and means of cells have lost. auto: where bands say how noisy they are (NOISE_STD) or three dates or more show it; on: refuse to train where neither is known; off: never; both: each variant with and without it. One of: auto, on, off, both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="471"/>
        <source>Which band plays which role, where the names don&apos;t tell: red=SR_B4, nir=SR_B5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="472"/>
        <source>Which column of a CSV is which, when they have other names: time=date, soil_moisture=vwc. Names: station, latitude, longitude, time, soil_moisture (m3/m3), network, depth_from, depth_to, elevation (metres), sensor, flag.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="473"/>
        <source>Which predictors to compare, all by default. Sets are separated by ; and names by a comma: all; ndvi,lst compares all predictors with these two. A leading - leaves one out: all; -sif compares with and without it. A * stands for any characters: -s1_* leaves out a group. A set can be given a name: no radar: -s1_*.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="474"/>
        <source>Which readings belong to a map of a day or longer. am, pm: those around 6 or 18 h of local solar time (UTC plus longitude / 15) of its days, as SMAP passes; all: all in its time; auto: what the map&apos;s or the coarse product tells (time of observation, or a name that ends in _AM or _PM), else all. One of: auto, all, am, pm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="475"/>
        <source>Which retrievals to keep: recommended ones, or all that succeeded. The recommended ones leave out dense vegetation, among it crops at the peak of their season. One of: recommended, successful.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="476"/>
        <source>Which soil moisture: morning or evening pass (SPL3SMP_E, SPL3SMP), surface, root zone or profile (SPL4SMGP), 1 or 3 km (SPL2SMAP_S), band (AMSR-2); auto takes the first that the product has. One of: auto, soil_moisture_am, soil_moisture_pm, sm_surface, sm_rootzone, sm_profile, soil_moisture, soil_moisture_1km, soil_moisture_3km, soil_moisture_c1, soil_moisture_c2, soil_moisture_x.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="477"/>
        <source>Which values of the mask are dropped, in words: water &gt; 20, &gt; 0.5, = 11, 80, 90 or != 1. A name in front means a band of the mask. Cells where the mask has no value are kept.</source>
        <translation>Qué valores de la máscara se descartan, en palabras: water &gt; 20, &gt; 0.5, = 11, 80, 90 o != 1. Un nombre delante indica una banda de la máscara. Las celdas donde la máscara no tiene valor se conservan.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="478"/>
        <source>Which variables to take from HDF4-EOS and netCDF files, set apart by commas, * for any text: sur_refl_b0*, LST_Day_1km. Default: all but flags, angles and counters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="479"/>
        <source>Which variant is best and why, all figures, what each set of predictors is worth. One HTML file that any browser opens, offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="480"/>
        <source>Whose names the bands carry; auto takes the sensor of which most bands are there. Bands called blue, green, red, nir, swir1, swir2, swir_1240, albedo, lst_day, lst_night, vv, vh or precipitation are known in any case. One of: auto, landsat89_sr, landsat89_toa, hls_l30, hls_s30, sentinel2, modis_mcd43a4, viirs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="481"/>
        <source>Width of the 90 % interval</source>
        <translation>Anchura del intervalo del 90 %</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="482"/>
        <source>Wilting point</source>
        <translation>Punto de marchitez</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="483"/>
        <source>Window (days)</source>
        <translation>Ventana (días)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="484"/>
        <source>With METHOD auto: how many minutes training a network (cnn) may take, 0 to 1440; it replaces auto&apos;s choice where it clearly helps one scale up. 0: none is tried. Needs PyTorch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="485"/>
        <source>Without it a mask that drops more than 95 % of the cells is refused: its rule is upside down more often than not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="486"/>
        <source>Words</source>
        <translation>Vocabulario</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="487"/>
        <source>Years</source>
        <translation>Años</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="488"/>
        <source>Years that the last date was compared with</source>
        <translation>Años con los que se comparó la última fecha</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="489"/>
        <source>Zonal Drought</source>
        <translation>Sequía por zonas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="490"/>
        <source>Zones</source>
        <translation>Zonas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="491"/>
        <source>empirical ranks (Weibull plotting position) and assumes nothing, but a short record can&apos;t reach D3 or D4; beta fits a beta distribution to the values. One of: empirical, beta.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="492"/>
        <source>k of the antecedent precipitation index, API(t) = k API(t-1) + P(t): 0.85 to 0.95 are usual, 0 to below 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="493"/>
        <source>standard, or hard: with biased cells, errors alike within a footprint, repeated composites, clouds and a wetland that behaves unlike all else. One of: standard, hard.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
