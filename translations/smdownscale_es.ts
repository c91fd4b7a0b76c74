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
        <location filename="../build/translations/texts.py" line="4"/>
        <source>1 Data</source>
        <translation>1 Datos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="6"/>
        <source>2 Model</source>
        <translation>2 Modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="7"/>
        <source>3 Downscale</source>
        <translation>3 Desagregación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="8"/>
        <source>4 Validate</source>
        <translation>4 Validación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="9"/>
        <source>5 Drought</source>
        <translation>5 Sequía</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="10"/>
        <source>6 Workflows</source>
        <translation>6 Flujos de trabajo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="11"/>
        <source>A point at the centre of each cell and date that validation held out: place (number of the cell), date, observed and predicted soil moisture in m3/m3, and the fold that held it out. GeoPackage, or CSV with longitude and latitude.</source>
        <translation>Un punto en el centro de cada celda y fecha que la validación reservó: place (número de la celda), fecha, humedad del suelo observada y predicha en m3/m3, y el grupo que la reservó. GeoPackage, o CSV con longitud y latitud.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="17"/>
        <source>Accept a mask that drops nearly all cells</source>
        <translation>Aceptar una máscara que descarta casi todas las celdas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="18"/>
        <source>Added after the scale: -0.2 for Landsat Collection 2 surface reflectance, 0 for most.</source>
        <translation>Se suma después de la escala: -0.2 para la reflectancia de superficie de Landsat Colección 2, 0 en la mayoría de los casos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="19"/>
        <source>Advanced</source>
        <translation>Avanzado</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="20"/>
        <source>Agreement in time</source>
        <translation>Concordancia en el tiempo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="21"/>
        <source>Allow conditions outside training</source>
        <translation>Permitir condiciones fuera del entrenamiento</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="22"/>
        <source>Also given to scripts and models</source>
        <translation>Disponible también para scripts y modelos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="28"/>
        <source>Applicability maps</source>
        <translation>Mapas de aplicabilidad</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="27"/>
        <source>Applicability</source>
        <translation>Aplicabilidad</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="32"/>
        <source>Average stations in coarse cells</source>
        <translation>Promediar estaciones por celda gruesa</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="33"/>
        <source>Band mapping</source>
        <translation>Asignación de bandas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="34"/>
        <source>Band of the coarse product</source>
        <translation>Banda del producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="36"/>
        <source>Bands to reconstruct</source>
        <translation>Bandas que se reconstruyen</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="37"/>
        <source>Baseline years</source>
        <translation>Años de referencia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="43"/>
        <source>Build Predictor Stack</source>
        <translation>Construir pila de predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="47"/>
        <source>CRS</source>
        <translation>SRC</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="51"/>
        <source>Categorical predictors</source>
        <translation>Predictores categóricos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="52"/>
        <source>Characteristic time T (days)</source>
        <translation>Tiempo característico T (días)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="53"/>
        <source>Check Installation</source>
        <translation>Comprobar la instalación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="55"/>
        <source>Class of the (last) date: 0 none, 1 D0, 2 D1, 3 D2, 4 D3, 5 D4; 255 is no data.</source>
        <translation>Clase de la (última) fecha: 0 ninguna, 1 D0, 2 D1, 3 D2, 4 D3, 5 D4; 255 es sin datos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="56"/>
        <source>Class probabilities</source>
        <translation>Probabilidades de las clases</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="57"/>
        <source>Climatology</source>
        <translation>Climatología</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="58"/>
        <source>Climatology for reuse</source>
        <translation>Climatología para reutilizar</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="60"/>
        <source>Coarse cells</source>
        <translation>Celdas gruesas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="61"/>
        <source>Coarse cells of 9 km along each side, 4 to 100.</source>
        <translation>Celdas gruesas de 9 km por lado, de 4 a 100.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="62"/>
        <source>Coarse product</source>
        <translation>Producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="63"/>
        <source>Coarse soil moisture</source>
        <translation>Humedad del suelo gruesa</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="64"/>
        <source>Coarse soil moisture of the date, in the unit that the model was trained with. Without it there is no residual correction.</source>
        <translation>Humedad del suelo gruesa de la fecha, en la unidad con que se entrenó el modelo. Sin ella no hay corrección de residuos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="67"/>
        <source>Columns of tables</source>
        <translation>Columnas de las tablas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="68"/>
        <source>Compare Models</source>
        <translation>Comparar modelos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="71"/>
        <source>Comparison of models</source>
        <translation>Comparación de modelos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="72"/>
        <source>Comparison report</source>
        <translation>Informe de comparación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="73"/>
        <source>Comparison table</source>
        <translation>Tabla de comparación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="74"/>
        <source>Comparison with the coarse product</source>
        <translation>Comparación con el producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="77"/>
        <source>Coordinate reference system of the stacks. Default: that of the reference raster.</source>
        <translation>Sistema de referencia de coordenadas de las pilas. Por defecto, el del ráster de referencia.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="81"/>
        <source>Correlation inside coarse cells</source>
        <translation>Correlación dentro de las celdas gruesas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="82"/>
        <source>Correlation of the best on held-out cells</source>
        <translation>Correlación del mejor en celdas reservadas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="84"/>
        <source>Correlation on held-out cells</source>
        <translation>Correlación en celdas reservadas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="85"/>
        <source>Correlation over all pairs</source>
        <translation>Correlación de todos los pares</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="86"/>
        <source>Create Demo Data</source>
        <translation>Crear datos de demostración</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="88"/>
        <source>Daily series</source>
        <translation>Serie diaria</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="94"/>
        <source>Date</source>
        <translation>Fecha</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="100"/>
        <source>Dates</source>
        <translation>Fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="107"/>
        <source>Derive Indices</source>
        <translation>Derivar índices</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="109"/>
        <source>Difference</source>
        <translation>Diferencia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="110"/>
        <source>Difference from the mean of the season in standard deviations of the other years.</source>
        <translation>Diferencia respecto a la media de la estación del año, en desviaciones estándar de los otros años.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="112"/>
        <source>Districts</source>
        <translation>Distritos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="113"/>
        <source>Documentation</source>
        <translation>Documentación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="114"/>
        <source>Downscale Raster</source>
        <translation>Desagregar ráster</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="115"/>
        <source>Downscale Series</source>
        <translation>Desagregar serie</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="116"/>
        <source>Downscaled soil moisture</source>
        <translation>Humedad del suelo desagregada</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="117"/>
        <source>Drought Index</source>
        <translation>Índice de sequía</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="119"/>
        <source>Drought bulletin</source>
        <translation>Boletín de sequía</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="120"/>
        <source>Drought by zone</source>
        <translation>Sequía por zona</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="121"/>
        <source>Drought by zone and date</source>
        <translation>Sequía por zona y fecha</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="122"/>
        <source>Drought class</source>
        <translation>Clase de sequía</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="123"/>
        <source>Drought classes of all dates</source>
        <translation>Clases de sequía de todas las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="124"/>
        <source>Drought in the last year</source>
        <translation>Sequía en el último año</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="125"/>
        <source>EASE-Grid 2.0</source>
        <translation>EASE-Grid 2.0</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="126"/>
        <source>Earth Engine project</source>
        <translation>Proyecto de Earth Engine</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="127"/>
        <source>Earth Engine project...</source>
        <translation>Proyecto de Earth Engine...</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="128"/>
        <source>Elevation model</source>
        <translation>Modelo de elevación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="130"/>
        <source>End</source>
        <translation>Fin</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="131"/>
        <source>End of the period</source>
        <translation>Fin del período</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="134"/>
        <source>Explain Model</source>
        <translation>Explicar modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="135"/>
        <source>Explanation of the model</source>
        <translation>Explicación del modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="136"/>
        <source>Explanation report</source>
        <translation>Informe de explicación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="137"/>
        <source>Explanation table</source>
        <translation>Tabla de explicación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="139"/>
        <source>Extent</source>
        <translation>Extensión</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="144"/>
        <source>Fetch Predictors</source>
        <translation>Obtener predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="146"/>
        <source>Field capacity</source>
        <translation>Capacidad de campo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="149"/>
        <source>Field of ZONES with the zones&apos; names. Without it, the first text field.</source>
        <translation>Campo de ZONES con los nombres de las zonas. Sin él, el primer campo de texto.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="150"/>
        <source>Field of the names</source>
        <translation>Campo de los nombres</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="152"/>
        <source>File that an earlier run wrote as CLIMATOLOGY_OUTPUT: the past years.</source>
        <translation>Archivo que una ejecución anterior escribió como CLIMATOLOGY_OUTPUT: los años pasados.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="155"/>
        <source>Fine cells with more water than this, in percent of area and time (JRC Global Surface Water), are left empty; coarse cells with more than 10 % are left out. Lakes and rivers spoil training: 20 is usual. Default: no mask.</source>
        <translation>Las celdas finas con más agua que esta, en porcentaje de superficie y tiempo (JRC Global Surface Water), quedan vacías; las celdas gruesas con más del 10 % se excluyen. Los lagos y ríos estropean el entrenamiento: 20 es lo habitual. Por defecto, sin máscara.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="159"/>
        <source>First and last year to compare with, such as 2003-2022. Without it, all.</source>
        <translation>Primer y último año con los que comparar, como 2003-2022. Sin ello, todos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="160"/>
        <source>First day, such as 2020-06-01 (UTC).</source>
        <translation>Primer día, como 2020-06-01 (UTC).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="161"/>
        <source>First map</source>
        <translation>Primer mapa</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="162"/>
        <source>First map stopped: {}</source>
        <translation>El primer mapa se detuvo: {}</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="165"/>
        <source>First moment after the period, ISO 8601 in UTC. Default: one day after the start.</source>
        <translation>Primer instante después del período, ISO 8601 en UTC. Por defecto, un día después del inicio.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="167"/>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="168"/>
        <source>Folder of all dates</source>
        <translation>Carpeta de todas las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="169"/>
        <source>Folder of the applicability maps</source>
        <translation>Carpeta de los mapas de aplicabilidad</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="170"/>
        <source>Folder of the demo data</source>
        <translation>Carpeta de los datos de demostración</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="171"/>
        <source>Folder of the indices</source>
        <translation>Carpeta de los índices</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="172"/>
        <source>Folder of the maps</source>
        <translation>Carpeta de los mapas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="173"/>
        <source>Folder of the prediction intervals</source>
        <translation>Carpeta de los intervalos de predicción</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="174"/>
        <source>Folder of the rasters</source>
        <translation>Carpeta de los rásteres</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="175"/>
        <source>Folder of the stacks</source>
        <translation>Carpeta de las pilas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="176"/>
        <source>Footprint</source>
        <translation>Huella</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="177"/>
        <source>Footprint (km)</source>
        <translation>Huella (km)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="180"/>
        <source>Format</source>
        <translation>Formato</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="183"/>
        <source>Full width at half maximum of what the sensor sees, in km, 0 to 200; 0 is the plain mean of the cell. Default: what the coarse raster says (metadata FOOTPRINT_KM), else by its PRODUCT (SPL3SMP_E 33 km), else 0.</source>
        <translation>Anchura a media altura de lo que ve el sensor, en km, de 0 a 200; 0 es la simple media de la celda. Por defecto, lo que diga el ráster grueso (metadato FOOTPRINT_KM), si no, según su PRODUCT (SPL3SMP_E 33 km), si no, 0.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="184"/>
        <source>Further layers</source>
        <translation>Otras capas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="186"/>
        <source>GeoPackage (.gpkg) with points `stations` and the table `observations`.</source>
        <translation>GeoPackage (.gpkg) con los puntos `stations` y la tabla `observations`.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="187"/>
        <source>GeoPackage of Import Stations, or whatever that tool reads: archives, folders, CSV files.</source>
        <translation>GeoPackage de Importar estaciones, o lo que esa herramienta lea: archivos comprimidos, carpetas, archivos CSV.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="192"/>
        <source>Good quality flags</source>
        <translation>Marcas de buena calidad</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="193"/>
        <source>Google Cloud project</source>
        <translation>Proyecto de Google Cloud</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="194"/>
        <source>Granules</source>
        <translation>Gránulos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="196"/>
        <source>HTML report</source>
        <translation>Informe HTML</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="197"/>
        <source>Held-out predictions</source>
        <translation>Predicciones reservadas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="198"/>
        <source>Hours, 0 or more, before and after an overpass, or a map of less than a day, in which readings count.</source>
        <translation>Horas, 0 o más, antes y después de una pasada, o de un mapa de menos de un día, en las que cuentan las lecturas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="201"/>
        <source>How long the root zone remembers, in days, 1 to 100: about 5 to 20 for 40 cm, 15 to 40 for a metre; longer for deeper and finer soils.</source>
        <translation>Cuánto tiempo recuerda la zona radicular, en días, de 1 a 100: unos 5 a 20 para 40 cm, 15 a 40 para un metro; más en suelos más profundos y finos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="208"/>
        <source>Hyper-parameters</source>
        <translation>Hiperparámetros</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="209"/>
        <source>Id of a Google Cloud project that is registered for Earth Engine.
You have none yet? Register one at https://console.cloud.google.com/earth-engine; research is free.
Test Earth Engine opens next: it tries the sign-in and says what is missing.</source>
        <translation>Identificador de un proyecto de Google Cloud registrado en Earth Engine.
¿Aún no tiene ninguno? Regístrelo en https://console.cloud.google.com/earth-engine; para investigación es gratuito.
A continuación se abre Probar Earth Engine: prueba el inicio de sesión y dice qué falta.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="211"/>
        <source>Import SMAP Granules</source>
        <translation>Importar gránulos SMAP</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="212"/>
        <source>Import Stations</source>
        <translation>Importar estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="214"/>
        <source>Indices</source>
        <translation>Índices</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="215"/>
        <source>Inputs</source>
        <translation>Entradas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="216"/>
        <source>Installation page</source>
        <translation>Página de la instalación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="217"/>
        <source>Intervals</source>
        <translation>Intervalos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="225"/>
        <source>Learns how coarse soil moisture follows from predictors.
The predictors are averaged to the coarse cells, or seen through the product&apos;s footprint; a regression is fitted to all dates that both have in common, and tested on blocks of cells that it did not see, with a buffer around them.
The model file then makes fine maps with Downscale Raster or Downscale Series.
The log and the report say how well the coarse product is reproduced; compare maps with stations to learn how accurate they are.</source>
        <translation>Aprende cómo la humedad del suelo gruesa se sigue de los predictores.
Los predictores se promedian a las celdas gruesas, o se ven a través de la huella del producto; se ajusta una regresión a todas las fechas comunes y se prueba en bloques de celdas que no ha visto, con una franja alrededor.
Con el archivo de modelo, Desagregar ráster o Desagregar serie hacen mapas finos.
El registro y el informe dicen cuán bien se reproduce el producto grueso; compare los mapas con estaciones para saber cuán exactos son.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="228"/>
        <source>Load results</source>
        <translation>Cargar resultados</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="230"/>
        <source>Look back (days)</source>
        <translation>Mirar atrás (días)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="233"/>
        <source>Makes a region that does not exist but behaves like one, with its soil moisture known at 1 km: to try every tool without an account or a download, and to see how far downscaling can be trusted. A daily water balance gives the truth of a year or of several; predictors, coarse SMAP-like maps and stations are observed from it with realistic errors. The same settings give the same files.</source>
        <translation>Crea una región que no existe pero se comporta como una real, con su humedad del suelo conocida a 1 km: para probar todas las herramientas sin cuenta ni descargas, y para ver hasta dónde se puede confiar en la desagregación. Un balance hídrico diario da la verdad de un año o de varios; de ella se observan predictores, mapas gruesos como los de SMAP y estaciones, con errores realistas. Los mismos ajustes dan los mismos archivos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="236"/>
        <source>Map minus reference in m3/m3, averaged over the dates.</source>
        <translation>Mapa menos referencia en m3/m3, promedio de las fechas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="238"/>
        <source>Mask</source>
        <translation>Máscara</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="239"/>
        <source>Masks: 1 reconstructed, 0 observed</source>
        <translation>Máscaras: 1 reconstruido, 0 observado</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="242"/>
        <source>Mean difference in m3/m3</source>
        <translation>Diferencia media en m3/m3</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="244"/>
        <source>Median of the dates&apos; correlations</source>
        <translation>Mediana de las correlaciones de las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="245"/>
        <source>Median of the stations&apos; correlations</source>
        <translation>Mediana de las correlaciones de las estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="246"/>
        <source>Method</source>
        <translation>Método</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="247"/>
        <source>Method of the best</source>
        <translation>Método del mejor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="248"/>
        <source>Methods</source>
        <translation>Métodos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="250"/>
        <source>Metrics</source>
        <translation>Métricas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="251"/>
        <source>Minimum coverage</source>
        <translation>Cobertura mínima</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="252"/>
        <source>Minimum share of overpasses</source>
        <translation>Proporción mínima de pasos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="253"/>
        <source>Minimum years</source>
        <translation>Años mínimos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="254"/>
        <source>Minutes for a network</source>
        <translation>Minutos para una red</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="255"/>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="256"/>
        <source>Model file</source>
        <translation>Archivo de modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="258"/>
        <source>Model of the best</source>
        <translation>Modelo del mejor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="261"/>
        <source>Names of predictors</source>
        <translation>Nombres de los predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="269"/>
        <source>No reference product was given: the maps are not validated.</source>
        <translation>No se dio un producto de referencia: los mapas no se validan.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="271"/>
        <source>Nodata values</source>
        <translation>Valores sin datos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="272"/>
        <source>Noise augmentation</source>
        <translation>Aumento con ruido</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="273"/>
        <source>Noise of the coarse product</source>
        <translation>Ruido del producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="275"/>
        <source>Number of eight-day periods a year, spread over it, 1 to 46.</source>
        <translation>Número de períodos de ocho días por año, repartidos en él, de 1 a 46.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="276"/>
        <source>Number of files, sensors and readings that were left out</source>
        <translation>Número de archivos, sensores y lecturas omitidos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="277"/>
        <source>Number of pairs</source>
        <translation>Número de pares</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="280"/>
        <source>Number of readings</source>
        <translation>Número de lecturas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="282"/>
        <source>Number of sensors</source>
        <translation>Número de sensores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="283"/>
        <source>Number of stations</source>
        <translation>Número de estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="285"/>
        <source>Number of stations with pairs</source>
        <translation>Número de estaciones con pares</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="288"/>
        <source>Number of zones in D1 or worse on the last date</source>
        <translation>Número de zonas en D1 o peor en la última fecha</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="289"/>
        <source>Number of zones with data on the last date</source>
        <translation>Número de zonas con datos en la última fecha</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="292"/>
        <source>Offset of reflectance</source>
        <translation>Desplazamiento de la reflectancia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="298"/>
        <source>One row per zone and date.</source>
        <translation>Una fila por zona y fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="301"/>
        <source>Open the toolbox</source>
        <translation>Abrir la caja de herramientas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="304"/>
        <source>Optional: the 90 % interval of every date, as INTERVAL of Downscale Raster: interval_YYYYMMDD.tif.</source>
        <translation>Opcional: el intervalo del 90 % de cada fecha, como INTERVAL de Desagregar ráster: interval_YYYYMMDD.tif.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="305"/>
        <source>Optional: where the model may be trusted on every date, as APPLICABILITY of Downscale Raster: applicability_YYYYMMDD.tif.</source>
        <translation>Opcional: dónde se puede confiar en el modelo en cada fecha, como APPLICABILITY de Desagregar ráster: applicability_YYYYMMDD.tif.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="309"/>
        <source>Other products</source>
        <translation>Otros productos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="311"/>
        <source>Outputs</source>
        <translation>Salidas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="312"/>
        <source>Overpass</source>
        <translation>Paso del satélite</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="313"/>
        <source>Pairs</source>
        <translation>Pares</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="316"/>
        <source>Percent of the last date&apos;s area in D1 or worse</source>
        <translation>Porcentaje del área de la última fecha en D1 o peor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="317"/>
        <source>Percentile</source>
        <translation>Percentil</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="318"/>
        <source>Percentile maps</source>
        <translation>Mapas de percentiles</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="319"/>
        <source>Percentile maps of the coarse product</source>
        <translation>Mapas de percentiles del producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="320"/>
        <source>Percentile method</source>
        <translation>Método de los percentiles</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="321"/>
        <source>Percentile of the (last) date, 0 to 100 %.</source>
        <translation>Percentil de la (última) fecha, de 0 a 100 %.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="323"/>
        <source>Percentiles of all dates</source>
        <translation>Percentiles de todas las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="328"/>
        <source>Pixels outside the training range (%)</source>
        <translation>Píxeles fuera del rango de entrenamiento (%)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="330"/>
        <source>Places of stations</source>
        <translation>Lugares de las estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="335"/>
        <source>Points with the metrics of each station.</source>
        <translation>Puntos con las métricas de cada estación.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="337"/>
        <source>Polygons of districts or basins, in any CRS. They may overlap, have several parts, or be smaller than a pixel.</source>
        <translation>Polígonos de distritos o cuencas, en cualquier SRC. Pueden solaparse, tener varias partes o ser menores que un píxel.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="339"/>
        <source>Predicted pixels</source>
        <translation>Píxeles predichos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="340"/>
        <source>Prediction interval</source>
        <translation>Intervalo de predicción</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="341"/>
        <source>Prediction intervals</source>
        <translation>Intervalos de predicción</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="342"/>
        <source>Predictor stacks</source>
        <translation>Pilas de predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="343"/>
        <source>Predictor to reconstruct</source>
        <translation>Predictor que se reconstruye</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="344"/>
        <source>Predictors</source>
        <translation>Predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="346"/>
        <source>Predictors of the best, as PREDICTOR_SETS takes them</source>
        <translation>Predictores del mejor, como los acepta PREDICTOR_SETS</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="348"/>
        <source>Predictors selected by correlation</source>
        <translation>Predictores seleccionados por correlación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="349"/>
        <source>Predictors selected by correlation, as PREDICTOR_SETS of Compare Models takes them</source>
        <translation>Predictores seleccionados por correlación, como los acepta PREDICTOR_SETS de Comparar modelos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="350"/>
        <source>Predictors to be summed</source>
        <translation>Predictores que se suman</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="354"/>
        <source>Preset</source>
        <translation>Preajuste</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="355"/>
        <source>Probabilities of drought classes of all dates</source>
        <translation>Probabilidades de las clases de sequía de todas las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="357"/>
        <source>Probability 0 to 1 of none, D0 to D4 by rank: six bands; needs INTERVALS.</source>
        <translation>Probabilidad de 0 a 1 de ninguna, D0 a D4 por rango: seis bandas; necesita INTERVALS.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="358"/>
        <source>Probability of classes</source>
        <translation>Probabilidad de las clases</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="359"/>
        <source>Probability of drought classes</source>
        <translation>Probabilidad de las clases de sequía</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="360"/>
        <source>Products side by side</source>
        <translation>Productos lado a lado</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="363"/>
        <source>Quality</source>
        <translation>Calidad</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="370"/>
        <source>RMSE in m3/m3</source>
        <translation>RMSE en m3/m3</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="371"/>
        <source>RMSE of coarse minus upscaled first guess (m3/m3)</source>
        <translation>RMSE del producto grueso menos la primera estimación agregada (m3/m3)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="372"/>
        <source>RMSE of the best on held-out cells (m3/m3)</source>
        <translation>RMSE del mejor en celdas reservadas (m3/m3)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="373"/>
        <source>RMSE on held-out cells (m3/m3)</source>
        <translation>RMSE en celdas reservadas (m3/m3)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="374"/>
        <source>Rain</source>
        <translation>Lluvia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="377"/>
        <source>Random error of the map in m3/m3 by triple collocation</source>
        <translation>Error aleatorio del mapa en m3/m3 por triple colocación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="384"/>
        <source>Raster validation report</source>
        <translation>Informe de validación con rásteres</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="385"/>
        <source>Raster whose grid (CRS, cells, extent) the stacks get. Default: the first of the rasters.</source>
        <translation>Ráster cuya cuadrícula (SRC, celdas, extensión) reciben las pilas. Por defecto: el primero de los rásteres.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="386"/>
        <source>Rasters</source>
        <translation>Rásteres</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="387"/>
        <source>Rasters that give the dates</source>
        <translation>Rásteres que dan las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="393"/>
        <source>Readings from this time on, UTC, such as 2020-06-01 or 2020-06-01T06:00Z.</source>
        <translation>Lecturas desde este momento, UTC, como 2020-06-01 o 2020-06-01T06:00Z.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="395"/>
        <source>Readings of the stations (CSV)</source>
        <translation>Lecturas de las estaciones (CSV)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="396"/>
        <source>Readings with exactly these flags count: G (good) of the ISMN, several as G;U, or all. Readings without a flag count.</source>
        <translation>Cuentan las lecturas con exactamente estas marcas: G (buena) de la ISMN, varias como G;U, o all. Las lecturas sin marca cuentan.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="398"/>
        <source>Reconstruct Predictor</source>
        <translation>Reconstruir predictor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="399"/>
        <source>Reconstructed pixels</source>
        <translation>Píxeles reconstruidos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="400"/>
        <source>Reconstructed predictors</source>
        <translation>Predictores reconstruidos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="401"/>
        <source>Reconstruction report</source>
        <translation>Informe de reconstrucción</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="402"/>
        <source>Reference product</source>
        <translation>Producto de referencia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="403"/>
        <source>Reference raster</source>
        <translation>Ráster de referencia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="404"/>
        <source>Region</source>
        <translation>Región</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="410"/>
        <source>Remember the project</source>
        <translation>Recordar el proyecto</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="411"/>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="412"/>
        <source>Report on gaps</source>
        <translation>Informe de huecos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="413"/>
        <source>Resampling</source>
        <translation>Remuestreo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="414"/>
        <source>Resampling of classes</source>
        <translation>Remuestreo de clases</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="415"/>
        <source>Residual correction</source>
        <translation>Corrección de residuos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="417"/>
        <source>Resolution</source>
        <translation>Resolución</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="418"/>
        <source>Root Zone</source>
        <translation>Zona radicular</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="420"/>
        <source>Root-zone soil moisture</source>
        <translation>Humedad del suelo en la zona radicular</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="421"/>
        <source>SMAP layers</source>
        <translation>Capas de SMAP</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="424"/>
        <source>Sampling</source>
        <translation>Muestreo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="426"/>
        <source>Scale of reflectance</source>
        <translation>Escala de la reflectancia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="427"/>
        <source>Scale of the coarse product</source>
        <translation>Escala del producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="429"/>
        <source>Scales</source>
        <translation>Escalas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="430"/>
        <source>Scenario</source>
        <translation>Escenario</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="431"/>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="432"/>
        <source>Seed of all random choices, 0 or more: the same seed gives the same figures.</source>
        <translation>Semilla de todas las elecciones al azar, 0 o más: la misma semilla da las mismas cifras.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="433"/>
        <source>Seed of all random choices, 0 or more: the same seed gives the same result.</source>
        <translation>Semilla de todas las elecciones al azar, 0 o más: la misma semilla da el mismo resultado.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="434"/>
        <source>Seed of all random choices, 0 or more: the same seed gives the same results.</source>
        <translation>Semilla de todas las elecciones al azar, 0 o más: la misma semilla da los mismos resultados.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="435"/>
        <source>Sensor</source>
        <translation>Sensor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="439"/>
        <source>Series report</source>
        <translation>Informe de la serie</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="440"/>
        <source>Service-account key</source>
        <translation>Clave de la cuenta de servicio</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="441"/>
        <source>Sets of predictors</source>
        <translation>Conjuntos de predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="442"/>
        <source>Settings by method as JSON text, such as {&quot;lightgbm&quot;: {&quot;num_leaves&quot;: 15}}, as the path of a JSON file, or the name of a preset (dbn_study, dbn_study_forest, mmnet_decoder, published_forest); docs/methods.md lists the settings.</source>
        <translation>Ajustes por método como texto JSON, por ejemplo {&quot;lightgbm&quot;: {&quot;num_leaves&quot;: 15}}, como ruta de un archivo JSON, o el nombre de un preajuste (dbn_study, dbn_study_forest, mmnet_decoder, published_forest); docs/methods.md enumera los ajustes.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="443"/>
        <source>Settings of the method as JSON text or as the path of a JSON file, as in Train Model.</source>
        <translation>Ajustes del método como texto JSON o como ruta de un archivo JSON, igual que en Entrenar modelo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="446"/>
        <source>Share (0 to 1) of a composite&apos;s overpasses that need readings.</source>
        <translation>Proporción (0 a 1) de los pasos de un compuesto que necesitan lecturas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="447"/>
        <source>Share of a cell that must have valid pixels for an average, 0 to 1; at 0 one pixel is enough.</source>
        <translation>Parte de una celda que debe tener píxeles válidos para un promedio, de 0 a 1; con 0 basta un píxel.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="451"/>
        <source>Share of the model&apos;s detail that the map uses (0: interpolation alone, 1: all of it)</source>
        <translation>Proporción del detalle del modelo que usa el mapa (0: solo interpolación, 1: todo)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="455"/>
        <source>Shuffles</source>
        <translation>Permutaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="458"/>
        <source>Sign in</source>
        <translation>Iniciar sesión</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="459"/>
        <source>Significance</source>
        <translation>Significación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="133"/>
        <source>Expected skill of maps</source>
        <translation>Habilidad esperada de los mapas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="462"/>
        <source>Skill of the best at reduced resolution</source>
        <translation>Habilidad del mejor a resolución reducida</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="463"/>
        <source>Skill over bilinear interpolation of the coarse product</source>
        <translation>Habilidad frente a la interpolación bilineal del producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="464"/>
        <source>Skip finished dates</source>
        <translation>Omitir fechas terminadas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="466"/>
        <source>Soil moisture at field capacity in m3/m3 on the grid of SERIES.</source>
        <translation>Humedad del suelo a capacidad de campo en m3/m3 en la cuadrícula de SERIES.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="472"/>
        <source>Soil moisture index</source>
        <translation>Índice de humedad del suelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="473"/>
        <source>Soil moisture indices of all dates</source>
        <translation>Índices de humedad del suelo de todas las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="474"/>
        <source>Soil moisture percentile</source>
        <translation>Percentil de humedad del suelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="475"/>
        <source>Soil moisture rasters</source>
        <translation>Rásteres de humedad del suelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="476"/>
        <source>Soil moisture series</source>
        <translation>Serie de humedad del suelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="477"/>
        <source>Soil-moisture maps</source>
        <translation>Mapas de humedad del suelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="478"/>
        <source>Stacks of further layers</source>
        <translation>Pilas de otras capas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="479"/>
        <source>Stacks of indices</source>
        <translation>Pilas de índices</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="483"/>
        <source>Stacks with the reconstructed predictor</source>
        <translation>Pilas con el predictor reconstruido</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="484"/>
        <source>Standard deviation of the coarse product&apos;s random error, 0 to 0.2 m3/m3.</source>
        <translation>Desviación estándar del error aleatorio del producto grueso, de 0 a 0.2 m3/m3.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="485"/>
        <source>Standardised anomalies of all dates</source>
        <translation>Anomalías estandarizadas de todas las fechas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="486"/>
        <source>Standardised anomaly</source>
        <translation>Anomalía estandarizada</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="487"/>
        <source>Start</source>
        <translation>Inicio</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="488"/>
        <source>Start of the period</source>
        <translation>Inicio del período</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="489"/>
        <source>Station files</source>
        <translation>Archivos de estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="490"/>
        <source>Station metrics</source>
        <translation>Métricas de las estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="492"/>
        <source>Station validation report</source>
        <translation>Informe de validación con estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="493"/>
        <source>Stations</source>
        <translation>Estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="494"/>
        <source>Stations at which it is worse</source>
        <translation>Estaciones donde es peor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="495"/>
        <source>Stations at which neither is clearly better</source>
        <translation>Estaciones donde ninguno es claramente mejor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="496"/>
        <source>Stations at which the map is better than the interpolated coarse product</source>
        <translation>Estaciones donde el mapa es mejor que el producto grueso interpolado</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="498"/>
        <source>Stations of one cell of the coarse product count as one; needs COARSE.</source>
        <translation>Las estaciones de una misma celda del producto grueso cuentan como una; requiere COARSE.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="501"/>
        <source>Stations: is the map better?</source>
        <translation>Estaciones: ¿es mejor el mapa?</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="502"/>
        <source>Step</source>
        <translation>Paso de tiempo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="507"/>
        <source>Surface soil moisture series</source>
        <translation>Serie de humedad superficial del suelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="508"/>
        <source>Switch on the plugin Processing first.</source>
        <translation>Active primero el complemento Processing.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="509"/>
        <source>Table</source>
        <translation>Tabla</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="510"/>
        <source>Table of all metrics with intervals: of all pairs, over the stations, by network and by date.</source>
        <translation>Tabla de todas las métricas con intervalos: de todos los pares, entre estaciones, por red y por fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="511"/>
        <source>Table of all metrics: the map, the coarse product by nearest and by bilinear interpolation; overall and per date.</source>
        <translation>Tabla de todas las métricas: el mapa y el producto grueso por vecino más próximo y por interpolación bilineal; en conjunto y por fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="512"/>
        <source>Table of all pairs: station, time, the station&apos;s mean, map, coarse product.</source>
        <translation>Tabla de todos los pares: estación, hora, media de la estación, mapa, producto grueso.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="517"/>
        <source>Table of the map, the coarse product and the other products on the same pairs, with the gain of the map over each and its interval over the stations.</source>
        <translation>Tabla del mapa, el producto grueso y los demás productos con los mismos pares, con la ganancia del mapa frente a cada uno y su intervalo entre estaciones.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="518"/>
        <source>Table with a row for each predictor, the most important first: importance and its spread in m3/m3, effect, correlations, significance.</source>
        <translation>Tabla con una fila por predictor, el más importante primero: importancia y su dispersión en m3/m3, efecto, correlaciones, significación.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="519"/>
        <source>Table with a row for each variant and all its figures, the best first, then nearest and bilinear interpolation.</source>
        <translation>Tabla con una fila por variante y todas sus cifras, la mejor primero, y después el vecino más próximo y la interpolación bilineal.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="521"/>
        <source>Test Earth Engine</source>
        <translation>Probar Earth Engine</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="527"/>
        <source>The day after the last one, such as 2020-07-01 (UTC).</source>
        <translation>El día siguiente al último, como 2020-07-01 (UTC).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="528"/>
        <source>The disk is full{}: free some space or write elsewhere; unfinished outputs were removed.</source>
        <translation>El disco está lleno{}: libere espacio o escriba en otro lugar; las salidas incompletas se eliminaron.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="531"/>
        <source>The most important predictor</source>
        <translation>El predictor más importante</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="533"/>
        <source>The polygons with the figures of the last date.</source>
        <translation>Los polígonos con las cifras de la última fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="537"/>
        <source>The region&apos;s name, for the head of the bulletin.</source>
        <translation>El nombre de la región, para el encabezado del boletín.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="543"/>
        <source>There is not enough memory: close other programs, or take a smaller extent.</source>
        <translation>No hay memoria suficiente: cierre otros programas o elija una extensión menor.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="544"/>
        <source>Third product</source>
        <translation>Tercer producto</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="545"/>
        <source>Title of the bulletin</source>
        <translation>Título del boletín</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="547"/>
        <source>Train Model</source>
        <translation>Entrenar modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="550"/>
        <source>Training cells</source>
        <translation>Celdas de entrenamiento</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="551"/>
        <source>Training report</source>
        <translation>Informe de entrenamiento</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="553"/>
        <source>True fine soil moisture</source>
        <translation>Humedad del suelo fina verdadera</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="554"/>
        <source>True soil moisture</source>
        <translation>Humedad del suelo verdadera</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="555"/>
        <source>Tuning trials</source>
        <translation>Ensayos de ajuste</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="556"/>
        <source>Two districts get a fifth of their rain from March to May of the last year; the log names them.</source>
        <translation>Dos distritos reciben una quinta parte de su lluvia de marzo a mayo del último año; el registro los nombra.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="558"/>
        <source>Unbiased RMSE in m3/m3</source>
        <translation>RMSE sin sesgo en m3/m3</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="559"/>
        <source>Unit of backscatter</source>
        <translation>Unidad de la retrodispersión</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="562"/>
        <source>Unit of temperatures</source>
        <translation>Unidad de las temperaturas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="563"/>
        <source>Unit of the DEM</source>
        <translation>Unidad del MDE</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="567"/>
        <source>Validate Against Stations</source>
        <translation>Validar con estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="568"/>
        <source>Validate Raster</source>
        <translation>Validar ráster</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="569"/>
        <source>Validation</source>
        <translation>Validación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="573"/>
        <source>Values to drop</source>
        <translation>Valores que se descartan</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="574"/>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="575"/>
        <source>Variables</source>
        <translation>Variables</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="576"/>
        <source>Variables of containers</source>
        <translation>Variables de contenedores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="577"/>
        <source>Vegetation index</source>
        <translation>Índice de vegetación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="578"/>
        <source>Water mask (percent)</source>
        <translation>Máscara de agua (porcentaje)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="594"/>
        <source>Where to write indices_YYYYMMDD.tif and terrain.tif.</source>
        <translation>Dónde escribir indices_YYYYMMDD.tif y terrain.tif.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="595"/>
        <source>Where to write soil_moisture_YYYYMMDD.tif, and layers_YYYYMMDD.tif when asked for.</source>
        <translation>Dónde escribir soil_moisture_YYYYMMDD.tif, y layers_YYYYMMDD.tif si se pide.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="596"/>
        <source>Where to write stack_YYYYMMDD.tif and static.tif.</source>
        <translation>Dónde escribir stack_YYYYMMDD.tif y static.tif.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="599"/>
        <source>Where to write the map (m3/m3).</source>
        <translation>Dónde escribir el mapa (m3/m3).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="601"/>
        <source>Where to write the maps: root_zone_YYYYMMDD.tif, m3/m3.</source>
        <translation>Dónde escribir los mapas: root_zone_YYYYMMDD.tif, m3/m3.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="602"/>
        <source>Where to write the maps: soil_moisture_YYYYMMDD.tif, m3/m3.</source>
        <translation>Dónde escribir los mapas: soil_moisture_YYYYMMDD.tif, m3/m3.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="603"/>
        <source>Where to write the model file (.smdm) of the best variant.</source>
        <translation>Dónde escribir el archivo de modelo (.smdm) de la mejor variante.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="604"/>
        <source>Where to write the model file (.smdm).</source>
        <translation>Dónde escribir el archivo de modelo (.smdm).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="610"/>
        <source>Which predictors to compare, all by default. Sets are separated by ; and names by a comma: all; ndvi,lst compares all predictors with these two. A leading - leaves one out: all; -sif compares with and without it. A * stands for any characters: -s1_* leaves out a group. A set can be given a name: no radar: -s1_*.</source>
        <translation>Qué predictores comparar; por defecto, todos. Los conjuntos se separan con ; y los nombres con comas: all; ndvi,lst compara todos los predictores con estos dos. Un - delante excluye uno: all; -sif compara con él y sin él. Un * representa cualquier texto: -s1_* excluye un grupo. Un conjunto puede llevar nombre: no radar: -s1_*.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="617"/>
        <source>Width of the 90 % interval</source>
        <translation>Anchura del intervalo del 90 %</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="618"/>
        <source>Wilting point</source>
        <translation>Punto de marchitez</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="619"/>
        <source>Window (days)</source>
        <translation>Ventana (días)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="191"/>
        <source>Glossary</source>
        <translation>Glosario</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="626"/>
        <source>Years</source>
        <translation>Años</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="627"/>
        <source>Years that the last date was compared with</source>
        <translation>Años con los que se comparó la última fecha</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="628"/>
        <source>Zonal Drought</source>
        <translation>Sequía por zonas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="629"/>
        <source>Zones</source>
        <translation>Zonas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="3"/>
        <source>1 - MSE / MSE of the coarse product fitted linearly to stations</source>
        <translation>1 - ECM / ECM del producto grueso ajustado linealmente a las estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="25"/>
        <source>Antecedent predictors</source>
        <translation>Predictores antecedentes</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="35"/>
        <source>Bands that hold classes, such as land cover, separated by commas: names of predictors or files. Name a file with or without its extension and date (* matches any text), followed by :2 for its second band; a band can also be given by its own name. Bands with KIND=categorical in their metadata or with a colour table are categorical without being listed.</source>
        <translation>Bandas que contienen clases, como la cobertura del suelo, separadas por comas: nombres de predictores o de archivos. Nombre un archivo con o sin su extensión y fecha (* representa cualquier texto), seguido de :2 para su segunda banda; una banda también puede darse por su propio nombre. Las bandas con KIND=categorical en sus metadatos o con tabla de colores son categóricas sin necesidad de indicarlas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="40"/>
        <source>Borders of regions</source>
        <translation>Límites de las regiones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="41"/>
        <source>Brings rasters of any grid, coordinate system, data type and nodata value onto one grid and writes one multi-band GeoTIFF per date, stack_YYYYMMDD.tif, whose bands are the predictors.
- Dates: from the metadata TIME_START and TIME_END, or else from the file name. Rasters without a date are static and go to static.tif, which joins every date later.
- Periods of different length (monthly NDVI, daily rain): the stacks get the dates of the shortest, or of DATES_OF. A longer one joins every date that it covers; several within a date are averaged, and rain is summed.
- Grid: that of the reference raster, or of the first raster; resolution, CRS and extent replace its own. Rasters already on it are copied unchanged.
The log says how each predictor was resampled and how many cells have no value.</source>
        <translation>Lleva rásteres de cualquier cuadrícula, sistema de coordenadas, tipo de dato y valor sin datos a una misma cuadrícula y escribe un GeoTIFF multibanda por fecha, stack_YYYYMMDD.tif, cuyas bandas son los predictores.
- Fechas: de los metadatos TIME_START y TIME_END o, si no, del nombre del archivo. Los rásteres sin fecha son estáticos y van a static.tif, que se une a todas las fechas.
- Períodos de distinta longitud (NDVI mensual, lluvia diaria): las pilas reciben las fechas del más corto, o las de DATES_OF. Uno más largo se une a todas las fechas que cubre; varios dentro de una fecha se promedian, y la lluvia se suma.
- Cuadrícula: la del ráster de referencia, o la del primer ráster; la resolución, el SRC y la extensión sustituyen a los suyos. Los rásteres que ya están en ella se copian sin cambios.
El registro dice cómo se remuestreó cada predictor y cuántas celdas no tienen valor.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="42"/>
        <source>Brings soil-moisture measurements of stations into one GeoPackage: points (stations) and a table (observations).
Reads archives of the International Soil Moisture Network (zip or folder, both layouts), daily and hourly files of the U.S. Climate Reference Network, CSV tables with one reading per row or one column per station, and GeoPackages of this tool.
Readings are filtered by depth, quality flag, time and extent as they are read; what is left out is counted. Files that can&apos;t be read are named and skipped; archives are read in place, without unpacking.
Times are UTC. Only the points open in QGIS; the table stays in the file, as it can be large.</source>
        <translation>Reúne mediciones de humedad del suelo de estaciones en un GeoPackage: puntos (stations) y una tabla (observations).
Lee archivos de la Red Internacional de Humedad del Suelo (zip o carpeta, ambas disposiciones), archivos diarios y horarios de la Red de Referencia Climática de EE. UU., tablas CSV con una lectura por fila o una columna por estación, y GeoPackages de esta herramienta.
Las lecturas se filtran por profundidad, marca de calidad, tiempo y extensión al leerlas; se cuenta lo que se excluye. Los archivos que no se pueden leer se nombran y se omiten; los archivos comprimidos se leen sin descomprimirlos.
Las horas son UTC. En QGIS solo se abren los puntos; la tabla queda en el archivo, porque puede ser grande.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="48"/>
        <source>CSV or GeoPackage with one row per station and date: the columns station, latitude, longitude, date, soil_moisture (m3/m3), and predictors. Columns name_-10 ... name_0 are daily values before the date.</source>
        <translation>CSV o GeoPackage con una fila por estación y fecha: las columnas station, latitude, longitude, date, soil_moisture (m3/m3) y predictores. Las columnas name_-10 ... name_0 son valores diarios anteriores a la fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="49"/>
        <source>CSV or GeoPackage with one row per station and day: the columns station, date, and daily variables such as rain (mm).</source>
        <translation>CSV o GeoPackage con una fila por estación y día: las columnas station, date y variables diarias como rain (mm).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="50"/>
        <source>Categorical columns</source>
        <translation>Columnas categóricas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="54"/>
        <source>Checks whether Google Earth Engine can be used from this QGIS: it tests the package, the network, the sign-in and the project, and makes a small request. One line confirms that it works, as whom and with which project; if it doesn&apos;t, the tool fails with one sentence on what to do, and the log lists the steps to a first sign-in: account, project, registration. With Sign In ticked, a browser opens for the sign-in.</source>
        <translation>Comprueba si se puede usar Google Earth Engine desde este QGIS: prueba el paquete, la red, el inicio de sesión y el proyecto, y hace una pequeña petición. Una línea confirma que funciona, con qué usuario y con qué proyecto; si no, la herramienta falla con una frase que dice qué hacer, y el registro enumera los pasos hasta el primer inicio de sesión: cuenta, proyecto, registro. Con Iniciar sesión marcado, se abre un navegador para ello.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="66"/>
        <source>Columns of TABLE that hold class numbers, separated by commas.</source>
        <translation>Columnas de TABLE que contienen números de clase, separadas por comas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="69"/>
        <source>Compares soil-moisture maps with a reference product, date by date and as a whole. Each map is compared with the reference that shares the most time with it, on the grid of the coarser of the two.
With the coarse product, its nearest and bilinear interpolation are measured in the same way: the skill shows whether downscaling helped (above 0) or did harm (below 0), the within-cell correlation whether the moisture is in the right place inside a coarse cell.
With five or more dates each pixel is compared in time too, and with a third product the random errors of all three follow from triple collocation.
The figures say how well the reference product is reproduced, not how accurate the map is in the field.</source>
        <translation>Compara mapas de humedad del suelo con un producto de referencia, fecha por fecha y en conjunto. Cada mapa se compara con la referencia que comparte más tiempo con él, en la cuadrícula más gruesa de las dos.
Con el producto grueso, su vecino más próximo y su interpolación bilineal se miden del mismo modo: la habilidad muestra si la desagregación ayudó (por encima de 0) o perjudicó (por debajo de 0), y la correlación dentro de las celdas, si la humedad está en el lugar correcto dentro de una celda gruesa.
Con cinco fechas o más, cada píxel se compara también en el tiempo, y con un tercer producto se obtienen los errores aleatorios de los tres por triple colocación.
Las cifras dicen cuán bien se reproduce el producto de referencia, no cuán exacto es el mapa sobre el terreno.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="70"/>
        <source>Compares soil-moisture maps with station measurements. Readings that belong to a map are averaged and paired with the pixel that the station lies in: those around the satellite&apos;s overpass where it is known, else all inside the map&apos;s time.
With the coarse product, its value at the station, nearest and interpolated, is measured in the same way: at each station the map is found better, worse or undecided, and the skill shows how much downscaling helped (above 0) or harmed (below 0).
Stations come from Import Stations, or straight from what it reads: archives of the ISMN, files of the USCRN, or a CSV with the columns station, latitude, longitude, time, soil_moisture (m3/m3) and, if known, network, depth_from, depth_to (metres). Times without a zone are UTC.
A station is a point and a pixel an area: part of every difference is that, not an error of the map.</source>
        <translation>Compara mapas de humedad del suelo con mediciones de estaciones. Las lecturas que corresponden a un mapa se promedian y se emparejan con el píxel en que está la estación: las cercanas a la pasada del satélite si se conoce, si no, todas las del período del mapa.
Con el producto grueso, su valor en la estación, por vecino más próximo e interpolado, se mide del mismo modo: en cada estación el mapa resulta mejor, peor o indeciso, y la habilidad muestra cuánto ayudó (por encima de 0) o perjudicó (por debajo de 0) la desagregación.
Las estaciones proceden de Importar estaciones, o directamente de lo que esa herramienta lee: archivos de la ISMN, archivos de la USCRN, o un CSV con las columnas station, latitude, longitude, time, soil_moisture (m3/m3) y, si se conocen, network, depth_from, depth_to (metros). Las horas sin zona son UTC.
Una estación es un punto y un píxel una superficie: parte de cada diferencia se debe a eso y no a un error del mapa.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="75"/>
        <source>Completes a predictor that is coarser than the stacks (such as SIF at 0.05 degrees) or has gaps (such as surface temperature under clouds), from the other predictors: a regression is trained where the predictor has values, its residual is interpolated from nearby values where that helps, and observed fine values stay as they are. Values hidden on purpose show how well it works, compared with plain interpolation. Masks show which pixels were reconstructed; of a coarser predictor, all were.</source>
        <translation>Completa un predictor más grueso que las pilas (como la SIF a 0.05 grados) o con huecos (como la temperatura superficial bajo las nubes) a partir de los demás predictores: se entrena una regresión donde el predictor tiene valores, su residuo se interpola desde valores cercanos donde eso ayuda, y los valores finos observados se conservan. Los valores ocultados a propósito muestran cuán bien funciona, frente a la simple interpolación. Las máscaras muestran qué píxeles se reconstruyeron; en un predictor más grueso, todos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="76"/>
        <source>Coordinate reference system of the stacks. Default: EASE-Grid 2.0 (EPSG:6933), like SMAP.</source>
        <translation>Sistema de referencia de coordenadas de las pilas. Por defecto, EASE-Grid 2.0 (EPSG:6933), como SMAP.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="80"/>
        <source>Correlation at what was left out</source>
        <translation>Correlación en lo reservado</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="95"/>
        <source>Date of the map, such as 2020-06-01, when no coarse raster gives it.</source>
        <translation>Fecha del mapa, como 2020-06-01, cuando ningún ráster grueso la da.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="101"/>
        <source>Dates to map: one (2021-07-01), several separated by commas, a range (first/last), or all. More than one needs OUTPUT_FOLDER. Default: all dates of SERIES with an OUTPUT_FOLDER, else the last.</source>
        <translation>Fechas que se cartografían: una (2021-07-01), varias separadas por comas, un intervalo (primera/última) o all. Más de una requiere OUTPUT_FOLDER. Por defecto, todas las fechas de SERIES si hay OUTPUT_FOLDER, si no, la última.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="102"/>
        <source>Days before</source>
        <translation>Días anteriores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="103"/>
        <source>Days of a row</source>
        <translation>Días de una fila</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="104"/>
        <source>Days of the series</source>
        <translation>Días de la serie</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="274"/>
        <source>Number of days that a row of TABLE covers, starting on its date, 1 to 366; a column `end` takes precedence.</source>
        <translation>Días que abarca una fila de TABLE desde su fecha, de 1 a 366, si ninguna columna `end` lo dice.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="108"/>
        <source>Derives predictors from the bands of stacks, by published formulas: vegetation, water and soil indices, tasselled-cap wetness, apparent thermal inertia, radar ratios, season, antecedent precipitation; and slope, northness, eastness and the topographic wetness index from a DEM. They are written to separate files, indices_YYYYMMDD.tif and terrain.tif, which Train Model takes together with the stacks. The log names each formula and its source. Bands in a unit that the formula doesn&apos;t take are refused, with the remedy.</source>
        <translation>Deriva predictores de las bandas de las pilas con fórmulas publicadas: índices de vegetación, agua y suelo, humedad tasselled cap, inercia térmica aparente, cocientes de radar, estación del año, precipitación antecedente; y pendiente, orientación norte, orientación este e índice topográfico de humedad a partir de un MDE. Se escriben en archivos aparte, indices_YYYYMMDD.tif y terrain.tif, que Entrenar modelo toma junto con las pilas. El registro nombra cada fórmula y su fuente. Las bandas en una unidad que la fórmula no admite se rechazan, indicando el remedio.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="129"/>
        <source>Elevation on any grid, best finer than that of the stacks: terrain is computed at its resolution and then averaged. Let it extend beyond the stacks, as water comes from upslope. At most 25 million cells for twi. Default: the band elevation of the stacks, when terrain is asked for.</source>
        <translation>Elevación en cualquier cuadrícula, mejor más fina que la de las pilas: el terreno se calcula a su resolución y después se promedia. Debe extenderse más allá de las pilas, porque el agua viene de ladera arriba. Como máximo 25 millones de celdas para twi. Por defecto, la banda elevation de las pilas, cuando se pide el terreno.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="132"/>
        <source>Estimates root-zone soil moisture from a surface series with the exponential filter in its recursive form: each map keeps a memory of the earlier ones that fades with time. Missing values change nothing; where the last value of a pixel is older than T, the map is empty. The result is the surface signal, smoothed and delayed: it can&apos;t know about groundwater or drip irrigation that never wets the surface. A product with a root zone of its own, such as SPL4SMGP, needs no filter: give it to Drought Index as it is.</source>
        <translation>Estima la humedad del suelo de la zona radicular a partir de una serie superficial con el filtro exponencial en su forma recursiva: cada mapa guarda una memoria de los anteriores que se desvanece con el tiempo. Los valores ausentes no cambian nada; donde el último valor de un píxel es más antiguo que T, el mapa queda vacío. El resultado es la señal superficial, suavizada y retardada: no puede conocer las aguas subterráneas ni el riego por goteo que nunca moja la superficie. Un producto con su propia zona radicular, como SPL4SMGP, no necesita filtro: déselo tal cual a Índice de sequía.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="140"/>
        <source>Factor that converts stored reflectance to 0 to 1: 0.0001 for most products, 1 when it already is 0 to 1.</source>
        <translation>Factor que convierte la reflectancia almacenada a 0 a 1: 0.0001 para la mayoría de los productos, 1 si ya está entre 0 y 1.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="141"/>
        <source>Factor, above 0, that converts the coarse values to m3/m3: 0.01 for percent.</source>
        <translation>Factor, mayor que 0, que convierte los valores gruesos a m3/m3: 0.01 para porcentaje.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="142"/>
        <source>Factor, above 0, that converts the coarse values to m3/m3: 0.01 for percent. For COARSE only.</source>
        <translation>Factor, mayor que 0, que convierte los valores gruesos a m3/m3: 0.01 para porcentaje. Solo para COARSE.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="143"/>
        <source>Factor, above 0, that converts the coarse values to m3/m3: 0.01 for percent. For COARSE only; the other rasters must be in m3/m3.</source>
        <translation>Factor, mayor que 0, que convierte los valores gruesos a m3/m3: 0.01 para porcentaje. Solo para COARSE; los demás rásteres deben estar en m3/m3.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="145"/>
        <source>Fetches predictors and SMAP soil moisture of an area from Google Earth Engine, ready for Train Model. It needs an Earth Engine account: Test Earth Engine shows whether it works, and what to do.
The predictors come as one stack per time step, and one of static predictors, on a 1 km grid that nests in SMAP&apos;s 9 km cells, or on any other; SMAP comes on its own grid. Composites are weighted by the days that they share with a step, bad pixels are left out by each product&apos;s quality rule, and every stack records what it was made from.
The log gives the size before anything is fetched. A run that was cancelled or interrupted continues where it stopped when it is started again.</source>
        <translation>Obtiene predictores y humedad del suelo de SMAP de una zona desde Google Earth Engine, listos para Entrenar modelo. Requiere una cuenta de Earth Engine: Probar Earth Engine muestra si funciona y qué hacer.
Los predictores llegan como una pila por paso de tiempo y una de predictores estáticos, en una cuadrícula de 1 km que encaja en las celdas de 9 km de SMAP, o en cualquier otra; SMAP llega en su propia cuadrícula. Los compuestos se ponderan por los días que comparten con un paso, los píxeles malos se excluyen según la regla de calidad de cada producto, y cada pila registra de qué se hizo.
El registro da el tamaño antes de obtener nada. Una ejecución cancelada o interrumpida continúa donde se detuvo cuando se inicia de nuevo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="147"/>
        <source>Field of POINTS with the names of the points; they are numbered without it.</source>
        <translation>Campo de POINTS con los nombres de los puntos; sin él se numeran.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="148"/>
        <source>Field of REGIONS; polygons with the same value are one region. Without it, the first text field.</source>
        <translation>Campo de REGIONS; los polígonos con el mismo valor son una región. Sin él, el primer campo de texto.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="151"/>
        <source>Field of the regions</source>
        <translation>Campo de las regiones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="153"/>
        <source>File that keeps all dates (also those of CLIMATOLOGY) for later runs.</source>
        <translation>Archivo que guarda todas las fechas (también las de CLIMATOLOGY) para ejecuciones posteriores.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="154"/>
        <source>Files, zip archives, or folders with everything in them.</source>
        <translation>Archivos, archivos zip o carpetas con todo lo que contienen.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="164"/>
        <source>First map: making demo data, training a model and drawing maps.</source>
        <translation>Primer mapa: creando datos de demostración, entrenando un modelo y dibujando mapas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="166"/>
        <source>Fits several methods, on several sets of predictors, and measures all of them on the same held-out cells: spatial blocks with a buffer, whole periods, and the naive random split beside them; and at reduced resolution, where the coarse product is the truth, against nearest and bilinear interpolation.
The rasters are read once. The table and the report show which method to take and what each predictor is worth; the best can be written as a model file, as Train Model would make it.
The figures say how well the coarse product is reproduced, not how accurate a map is in the field.</source>
        <translation>Ajusta varios métodos, con varios conjuntos de predictores, y los mide todos en las mismas celdas reservadas: bloques espaciales con una franja, períodos enteros y, al lado, la ingenua partición al azar; y a resolución reducida, donde el producto grueso es la verdad, frente al vecino más próximo y la interpolación bilineal.
Los rásteres se leen una sola vez. La tabla y el informe muestran qué método tomar y qué aporta cada predictor; el mejor puede escribirse como archivo de modelo, tal como lo haría Entrenar modelo.
Las cifras dicen cuán bien se reproduce el producto grueso, no cuán exacto es un mapa sobre el terreno.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="178"/>
        <source>For composites whose names give only the first day, as pairs: lst=8 (days), rain=dekad, ndvi=month, land_cover=year. Default: a name with a day means that day, a name with a month that month.</source>
        <translation>Para compuestos cuyos nombres solo dan el primer día, como pares: lst=8 (días), rain=dekad, ndvi=month, land_cover=year. Por defecto, un nombre con día significa ese día, y un nombre con mes, ese mes.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="188"/>
        <source>GeoPackage of Import Stations, or whatever that tool reads: archives, folders, CSV files. Either STATIONS or POINTS.</source>
        <translation>GeoPackage de Importar estaciones, o lo que esa herramienta lea: archivos comprimidos, carpetas, archivos CSV. O bien STATIONS, o bien POINTS.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="189"/>
        <source>GeoPackage of Import Stations, or whatever that tool reads: archives, folders, CSV files. Not needed with TABLE.</source>
        <translation>GeoPackage de Importar estaciones, o lo que esa herramienta lea: archivos comprimidos, carpetas, archivos CSV. No hace falta con TABLE.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="195"/>
        <source>HDF5 (or netCDF-4) files of one product, or folders of them, with the names that they have in the archive.</source>
        <translation>Archivos HDF5 (o netCDF-4) de un producto, o carpetas con ellos, con los nombres que tienen en el archivo de origen.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="203"/>
        <source>How many days of SERIES become columns, 0 to 366: 11 gives rain_-10 ... rain_0, the last one being the row&apos;s own (last) day. Train on Stations derives antecedent predictors from them itself: give it these days or ANTECEDENT, not both.</source>
        <translation>Cuántos días de SERIES pasan a ser columnas, de 0 a 366: 11 da rain_-10 ... rain_0, siendo la última el propio (último) día de la fila. Entrenar con estaciones deriva de ellos los predictores antecedentes: dé estos días o ANTECEDENT, no ambos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="204"/>
        <source>How many days of the series lstm, temporal_cnn, transformer and mmnet see, the observation&apos;s own day among them, 1 to 366.</source>
        <translation>Cuántos días de la serie ven lstm, temporal_cnn, transformer y mmnet, incluido el propio día de la observación, de 1 a 366.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="205"/>
        <source>How many other years with a value a pixel needs, 2 or more; pixels with fewer stay empty.</source>
        <translation>Cuántos otros años con valor necesita un píxel, 2 o más; los píxeles con menos quedan vacíos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="206"/>
        <source>How often each predictor is shuffled in each held-out part, 1 to 100; more take longer and give steadier importances.</source>
        <translation>Cuántas veces se baraja cada predictor en cada parte reservada, de 1 a 100; más tarda más y da importancias más estables.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="210"/>
        <source>Id of a Google Cloud project that is registered for Earth Engine. Default: the one remembered by Test Earth Engine, or else that of the sign-in.</source>
        <translation>Id de un proyecto de Google Cloud registrado para Earth Engine. Por defecto, el que recordó Probar Earth Engine, o si no, el del inicio de sesión.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="218"/>
        <source>JSON key file of a Google service account, for unattended runs. Only its path is kept in models and the history, never its contents. Default: the sign-in that all Earth Engine tools share.</source>
        <translation>Archivo de clave JSON de una cuenta de servicio de Google, para ejecuciones desatendidas. En los modelos y el historial solo se guarda su ruta, nunca su contenido. Por defecto, el inicio de sesión que comparten todas las herramientas de Earth Engine.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="219"/>
        <source>Keep PROJECT in the QGIS settings when it works, so that other tools use it by default.</source>
        <translation>Guarda PROJECT en los ajustes de QGIS cuando funciona, para que otras herramientas lo usen por defecto.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="220"/>
        <source>Keep maps that are already complete, if they were made with this model and RESIDUAL_CORRECTION from the same unchanged rasters: an interrupted run continues where it stopped.</source>
        <translation>Conserva los mapas ya completos si se hicieron con este modelo y esta RESIDUAL_CORRECTION a partir de los mismos rásteres sin cambios: una ejecución interrumpida continúa donde se detuvo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="221"/>
        <source>Keeps readings with exactly these flags: G (good) of the ISMN, several as G;U, or all. Readings without a flag are kept too.</source>
        <translation>Conserva las lecturas con exactamente estas marcas: G (buena) de la ISMN, varias como G;U, o all. También se conservan las lecturas sin marca.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="222"/>
        <source>Keeps sensors wholly above this depth in metres, such as 0.1 for surface soil moisture; all depths when empty.</source>
        <translation>Conserva los sensores situados por completo por encima de esta profundidad en metros, como 0.1 para la humedad superficial; todas las profundidades si está vacío.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="223"/>
        <source>Keeps sensors wholly below this depth in metres, 0 or more; sensors of unknown depth are kept too.</source>
        <translation>Conserva los sensores situados por completo por debajo de esta profundidad en metros, 0 o más; también los de profundidad desconocida.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="226"/>
        <source>Learns soil moisture from measurements in the soil.
Each station&apos;s daily mean is paired with the predictors of its pixel and, with daily stacks (SERIES), with what the days before have left behind: rain that is slowly forgotten, sums and means over days to a month, days since rain. SMAP can be one of the predictors (COARSE).
The model is tested at stations that were left out, in regions and in years that were left out; the first says what to expect of a map where there is no station.
Instead of rasters, a TABLE may hold observations with their predictors already sampled, as Earth Engine exports them.</source>
        <translation>Aprende la humedad del suelo de mediciones en el suelo.
La media diaria de cada estación se une a los predictores de su píxel; con pilas diarias (SERIES), también a lo que dejaron los días anteriores: lluvia que se olvida lentamente, sumas y medias de días a un mes, días desde la lluvia. SMAP puede ser uno de los predictores (COARSE).
El modelo se prueba en estaciones, en regiones y en años excluidos; lo primero dice qué esperar de un mapa donde no hay estación.
En vez de rásteres, una TABLE puede contener observaciones con sus predictores ya muestreados, tal como las exporta Earth Engine.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="227"/>
        <source>Lengths in metres with commas between them, such as 1000, 100, 50, from the pixels&apos; size to that of the coarse cells: the model learns at all of these scales at once, with predictors averaged and the coarse product interpolated (cubic) to each, as multi-scale studies do. The log and the report set it beside training on the coarse cells, which usually does better. Empty: on the coarse cells.</source>
        <translation>Longitudes en metros separadas por comas, como 1000, 100, 50, desde el tamaño de los píxeles hasta el de las celdas gruesas: el modelo aprende a todas estas escalas a la vez, con los predictores promediados y el producto grueso interpolado (cúbico) a cada una, como en los estudios multiescala. El registro y el informe lo comparan con el entrenamiento en las celdas gruesas, que suele ser mejor. Vacío: en las celdas gruesas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="229"/>
        <source>Longitudes in degrees, separated by commas, between the regions that leave_regions_out leaves out: -115, -100. When empty, the regions are those of the column region of TABLE (or COLUMNS region=its name), or else the western, middle and eastern third of the stations.</source>
        <translation>Longitudes geográficas en grados, separadas por comas, entre las regiones que leave_regions_out excluye: -115, -100. Si está vacío, las dice la columna region de TABLE (o COLUMNS region=su nombre); si no, son el tercio occidental, el central y el oriental de las estaciones.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="231"/>
        <source>Lower depth (m)</source>
        <translation>Profundidad inferior (m)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="232"/>
        <source>Make the map even if nearly all of it lies outside the training range of a predictor, or a predictor&apos;s stated unit differs. Otherwise such maps are refused, as the usual cause is a wrong unit or swapped predictors.</source>
        <translation>Hace el mapa aunque casi todo él quede fuera del rango de entrenamiento de un predictor, o la unidad indicada de un predictor sea otra. Si no, tales mapas se rechazan, porque la causa habitual es una unidad equivocada o predictores intercambiados.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="234"/>
        <source>Makes the fine soil moisture map of one date. The model is applied to the predictors; the difference from the coarse product is then added back as a residual correction. If the predictors have several dates, that of the coarse raster (or DATE) is used. Pixels that lack a predictor stay empty.</source>
        <translation>Hace el mapa fino de humedad del suelo de una fecha. El modelo se aplica a los predictores; la diferencia con el producto grueso se devuelve después como corrección de residuos. Si los predictores tienen varias fechas, se usa la del ráster grueso (o DATE). Los píxeles a los que falta un predictor quedan vacíos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="235"/>
        <source>Makes the fine soil moisture maps of many dates with one model: one map for every coarse raster that has predictors for its date, or for every date of the predictors when no coarse rasters are given. If a date fails, the others are still finished. The maps carry their time, so QGIS&apos;s temporal controller can animate them.</source>
        <translation>Hace los mapas finos de humedad del suelo de muchas fechas con un modelo: un mapa por cada ráster grueso que tenga predictores de su fecha, o por cada fecha de los predictores si no se dan rásteres gruesos. Si una fecha falla, las demás se terminan igualmente. Los mapas llevan su fecha, de modo que el controlador temporal de QGIS puede animarlos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="240"/>
        <source>Mean difference (m3/m3)</source>
        <translation>Diferencia media (m3/m3)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="259"/>
        <source>Name of the daily variable that is rain in mm/day; found by its name when empty.</source>
        <translation>Nombre de la variable diaria que es la lluvia en mm/día; si está vacío, se busca por su nombre.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="260"/>
        <source>Name or number of the band that holds soil moisture, in coarse rasters with several bands. Default: the only band, the one called soil_moisture, or every band when all band names are dates.</source>
        <translation>Nombre o número de la banda que contiene la humedad del suelo, en rásteres gruesos de varias bandas. Por defecto, la única banda, la llamada soil_moisture, o todas las bandas si todos sus nombres son fechas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="262"/>
        <source>Names of predictors that are amounts: several within a date are summed, not averaged. Predictors named like rain are summed without being listed.</source>
        <translation>Nombres de predictores que son cantidades: varios dentro de una fecha se suman, no se promedian. Los predictores con nombre de lluvia se suman sin necesidad de indicarlos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="263"/>
        <source>Names of predictors, separated by commas: the others are left out. Or screened: those whose correlation with soil moisture is significant at P_VALUE, as selected by Explain Model. All when empty.</source>
        <translation>Nombres de predictores, separados por comas: los demás se excluyen. O screened: aquellos cuya correlación con la humedad del suelo es significativa a P_VALUE, tal como los selecciona Explicar modelo. Todos si está vacío.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="264"/>
        <source>Names of the bands of the target rasters to reconstruct, separated by commas. Default: all.</source>
        <translation>Nombres de las bandas de los rásteres objetivo que se reconstruyen, separados por comas. Por defecto, todas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="265"/>
        <source>Names separated by commas or on lines of their own, in the order of all bands (ndvi, lst, elevation), or of the bands of each raster when all rasters have that many; or pairs file=name (MOD11A2*=lst, radar:1=vv, radar:2=vh); bands without a pair keep their name. Name a file with or without its extension and date (* matches any text), followed by :2 for its second band; a band can also be given by its own name. Default: each band&apos;s description, or else the file name without its date.</source>
        <translation>Nombres separados por comas o en líneas propias, en el orden de todas las bandas (ndvi, lst, elevation), o de las bandas de cada ráster si todos tienen ese número; o pares archivo=nombre (MOD11A2*=lst, radar:1=vv, radar:2=vh); las bandas sin par conservan su nombre. Nombre un archivo con o sin su extensión y fecha (* representa cualquier texto), seguido de :2 para su segunda banda; una banda también puede darse por su propio nombre. Por defecto, la descripción de cada banda o, si no, el nombre del archivo sin su fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="266"/>
        <source>Names, separated by commas; all when empty.</source>
        <translation>Nombres separados por comas; todos si está vacío.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="268"/>
        <source>Neighbours within (km)</source>
        <translation>Vecinas a menos de (km)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="270"/>
        <source>Nodata value of predictors whose files declare none or a wrong one, as pairs: lst=0, sm=-9999.</source>
        <translation>Valor sin datos de predictores cuyos archivos no declaran ninguno o declaran uno equivocado, como pares: lst=0, sm=-9999.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="278"/>
        <source>Number of random settings to try around the given ones, on the same held-out cells, 0 to 500; 0 means no tuning. Figures of each held-out part are of settings that the other parts chose.</source>
        <translation>Número de ajustes al azar que se prueban alrededor de los dados, en las mismas celdas reservadas, de 0 a 500; 0 es sin búsqueda. Las cifras de cada parte reservada son de ajustes que eligieron las demás partes.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="279"/>
        <source>Number of random settings to try around the given ones, on the same held-out cells, 0 to 500; 0 means no tuning. Figures of each held-out part are of settings that the other parts chose. Every variant gets this many.</source>
        <translation>Número de ajustes al azar que se prueban alrededor de los dados, en las mismas celdas reservadas, de 0 a 500; 0 es sin búsqueda. Las cifras de cada parte reservada son de ajustes que eligieron las demás partes. Cada variante recibe ese número.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="281"/>
        <source>Number of rows</source>
        <translation>Número de filas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="284"/>
        <source>Number of stations or points</source>
        <translation>Número de estaciones o puntos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="286"/>
        <source>Number of stations, at most 1000; 0: about one in 18 coarse cells.</source>
        <translation>Número de estaciones, como máximo 1000; 0: aproximadamente una por cada 18 celdas gruesas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="287"/>
        <source>Number of years up to 2019, each with weather of its own, 1 to 20; drought tools need several years to compare with. Stations report in the last year only.</source>
        <translation>Número de años hasta 2019, cada uno con su propio tiempo, de 1 a 20; las herramientas de sequía necesitan varios años con los que comparar. Las estaciones solo informan en el último año.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="290"/>
        <source>Number that the region is made from, 0 or more: another seed makes another region.</source>
        <translation>Número a partir del cual se crea la región, 0 o más: otra semilla crea otra región.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="291"/>
        <source>Observations</source>
        <translation>Observaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="294"/>
        <source>One band per metric over the dates of each pixel (R, RMSE, ubRMSE, bias); needs five or more dates.</source>
        <translation>Una banda por métrica a lo largo de las fechas de cada píxel (R, RMSE, ubRMSE, sesgo); requiere cinco fechas o más.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="297"/>
        <source>One row per place and date: the columns station, latitude, longitude, date, soil_moisture (m3/m3, stations only), end (the day after the last one, points only), and the predictors; classes as their codes.</source>
        <translation>Una fila por lugar y fecha: las columnas station, latitude, longitude, date, soil_moisture (m3/m3, solo estaciones), end (el día siguiente al último, solo puntos) y los predictores; las clases, con sus códigos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="299"/>
        <source>Open a browser first, to sign in with a Google account. Once per computer is enough; all Earth Engine tools share the sign-in.</source>
        <translation>Abre primero un navegador para iniciar sesión con una cuenta de Google. Basta una vez por ordenador; todas las herramientas de Earth Engine comparten la sesión.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="303"/>
        <source>Optional: lower and upper limit of the 90 % interval and its width (bands lower, upper and width, m3/m3); QGIS displays the width. It rests on held-out coarse cells and modelled errors, not on fine measurements, and is labelled as not calibrated at the fine scale.</source>
        <translation>Opcional: límites inferior y superior del intervalo del 90 % y su anchura (bandas lower, upper y width, m3/m3); QGIS muestra la anchura. Se basa en celdas gruesas reservadas y errores modelados, no en mediciones finas, y está rotulado como no calibrado a escala fina.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="306"/>
        <source>Optional: where the model may be trusted. Band applicable: 1 where a pixel is like the training data, 0 where it isn&apos;t; band dissimilarity: distance to the training data, in units of the mean distance between them. The limit is set so that at most a quarter of the training pixels get 0.</source>
        <translation>Opcional: dónde se puede confiar en el modelo. Banda applicable: 1 donde un píxel se parece a los datos de entrenamiento, 0 donde no; banda dissimilarity: distancia a los datos de entrenamiento, en unidades de la distancia media entre ellos. El límite se fija de modo que como máximo una cuarta parte de los píxeles de entrenamiento reciba 0.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="308"/>
        <source>Other layers of the granules to import as well, names without suffix separated by commas (surface_temperature, vegetation_water_content), or all. Means over the step; for classes and flags the latest value.</source>
        <translation>Otras capas de los gránulos que también se importan, nombres sin sufijo separados por comas (surface_temperature, vegetation_water_content), o all. Medias del paso; de clases y marcas, el último valor.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="325"/>
        <source>Period covered by rasters</source>
        <translation>Período que cubren los rásteres</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="331"/>
        <source>Places without readings, in any CRS: each gets a row for every date of the predictors.</source>
        <translation>Lugares sin lecturas, en cualquier SRC: cada uno recibe una fila por cada fecha de los predictores.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="332"/>
        <source>Points</source>
        <translation>Puntos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="333"/>
        <source>Points with a field `station`, for tables without latitude and longitude. A CSV of places among the station files serves the same purpose.</source>
        <translation>Puntos con un campo `station`, para tablas sin latitud ni longitud. Un CSV de lugares entre los archivos de estaciones sirve igualmente.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="334"/>
        <source>Points with the metrics of each station when it was left out, with intervals.</source>
        <translation>Puntos con las métricas de cada estación cuando estuvo excluida, con intervalos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="336"/>
        <source>Polygons of at least two regions, in any CRS, for VALIDATION leave_regions_out. A coarse cell belongs to the region that covers half of it or more.</source>
        <translation>Polígonos de al menos dos regiones, en cualquier SRC, para VALIDATION leave_regions_out. Una celda gruesa pertenece a la región que cubre la mitad o más de ella.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="338"/>
        <source>Polygons: only the SMAP cells that they touch are fetched. With an EXTENT, only what lies in both.</source>
        <translation>Polígonos: solo se obtienen las celdas de SMAP que tocan. Con EXTENT, solo lo que está en ambos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="345"/>
        <source>Predictors at stations</source>
        <translation>Predictores en las estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="352"/>
        <source>Predictors used</source>
        <translation>Predictores usados</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="361"/>
        <source>Puts all rasters into one stack for this period, whatever their own dates: ISO 8601 in UTC, 2020-06-01 or 2020-06-01T06:00:00Z.</source>
        <translation>Reúne todos los rásteres en una pila de este período, sean cuales sean sus fechas: ISO 8601 en UTC, 2020-06-01 o 2020-06-01T06:00:00Z.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="367"/>
        <source>RMSE at stations left out, with the best correction (m3/m3)</source>
        <translation>RMSE en estaciones excluidas, con la mejor corrección (m3/m3)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="368"/>
        <source>RMSE at stations left out, without their correction (m3/m3)</source>
        <translation>RMSE en estaciones excluidas, sin su corrección (m3/m3)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="369"/>
        <source>RMSE at what was left out (m3/m3)</source>
        <translation>RMSE en lo reservado (m3/m3)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="376"/>
        <source>Rain variable</source>
        <translation>Variable de lluvia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="380"/>
        <source>Raster of any grid that says which cells become gaps in all stacks (water, clouds). Without MASK_RULE: the cells where it is zero or nodata, and those outside it. A larger cell is dropped when at least half of it is.</source>
        <translation>Ráster de cualquier cuadrícula que dice qué celdas pasan a ser huecos en todas las pilas (agua, nubes). Sin MASK_RULE: las celdas donde vale cero o no tiene datos, y las que quedan fuera de él. Una celda mayor se elimina cuando lo es al menos la mitad.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="381"/>
        <source>Raster of any grid that says which cells become gaps in the map (water, clouds). Without MASK_RULE: the cells where it is zero or nodata, and those outside it. A larger cell is dropped when at least half of it is.</source>
        <translation>Ráster de cualquier cuadrícula que dice qué celdas pasan a ser huecos en el mapa (agua, nubes). Sin MASK_RULE: las celdas donde vale cero o no tiene datos, y las que quedan fuera de él. Una celda mayor se elimina cuando lo es al menos la mitad.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="392"/>
        <source>Readings before this time, UTC; the time itself is excluded.</source>
        <translation>Lecturas anteriores a esta hora, UTC; la propia hora queda excluida.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="397"/>
        <source>Reads soil moisture from granules as NASA&apos;s archives provide them and writes GeoTIFFs on the exact EASE-Grid 2.0, one per day, 8 days or month. Known products: SPL3SMP_E, SPL3SMP, SPL4SMGP, SPL2SMP_E, SPL2SMP, SPL2SMAP_S, LPRM_AMSR2. Each raster has the mean soil moisture, the number of observations behind it, and the mean time of observation in hours after the start of the step where the granules give it. Files that can&apos;t be read are named and skipped.</source>
        <translation>Lee la humedad del suelo de gránulos tal como los dan los archivos de la NASA y escribe GeoTIFF en la EASE-Grid 2.0 exacta, uno por día, 8 días o mes. Productos conocidos: SPL3SMP_E, SPL3SMP, SPL4SMGP, SPL2SMP_E, SPL2SMP, SPL2SMAP_S, LPRM_AMSR2. Cada ráster contiene la humedad media del suelo, el número de observaciones en que se basa y la hora media de observación en horas desde el inicio del paso, si los gránulos la dan. Los archivos que no se pueden leer se nombran y se omiten.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="406"/>
        <source>Regions</source>
        <translation>Regiones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="491"/>
        <source>Station training report</source>
        <translation>Informe del entrenamiento con estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="423"/>
        <source>Sample Predictors</source>
        <translation>Muestrear predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="425"/>
        <source>Says what works in this QGIS, what is missing, and what to do about it. The report lists the versions of QGIS, Python, GDAL and numpy, every optional package with what it is for, and the exact command that installs what is missing for the Python of this QGIS without touching its numpy, scipy or GDAL. It installs nothing itself.</source>
        <translation>Dice qué funciona en este QGIS, qué falta y qué hacer. El informe enumera las versiones de QGIS, Python, GDAL y numpy, cada paquete opcional con su utilidad, y la orden exacta que instala lo que falta para el Python de este QGIS sin tocar su numpy, scipy ni GDAL. No instala nada por sí misma.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="428"/>
        <source>Scale, or scale:offset, for predictors whose files give none or a wrong one, as pairs: lst=0.02, t2m=1:-273.15. Value = stored value * scale + offset. Default: as in the files.</source>
        <translation>Escala, o escala:desplazamiento, de predictores cuyos archivos no dan ninguna o dan una equivocada, como pares: lst=0.02, t2m=1:-273.15. Valor = valor almacenado * escala + desplazamiento. Por defecto, como en los archivos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="437"/>
        <source>Sensors wholly above this depth in metres count, 0 or more; 0.1 suits surface soil moisture (0 to 5 cm).</source>
        <translation>Cuentan los sensores situados por completo por encima de esta profundidad en metros, 0 o más; 0.1 conviene a la humedad superficial (0 a 5 cm).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="438"/>
        <source>Sensors wholly below this depth in metres count, 0 or more; sensors of unknown depth count too.</source>
        <translation>Cuentan los sensores situados por completo por debajo de esta profundidad en metros, 0 o más; también los de profundidad desconocida.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="444"/>
        <source>Settings of the method as JSON text, such as {&quot;n_estimators&quot;: 300}, with auto by method, such as {&quot;lightgbm&quot;: {&quot;num_leaves&quot;: 15}}; or the path of a JSON file; or the name of a preset: dbn_study (deep_belief_network), dbn_study_forest (random_forest), mmnet_decoder (neural_network), published_forest (random_forest). docs/methods.md lists all settings with their defaults, and the sources of the presets.</source>
        <translation>Ajustes del método como texto JSON, por ejemplo {&quot;n_estimators&quot;: 300}; con auto, por método, por ejemplo {&quot;lightgbm&quot;: {&quot;num_leaves&quot;: 15}}; o la ruta de un archivo JSON; o el nombre de un preajuste: dbn_study (deep_belief_network), dbn_study_forest (random_forest), mmnet_decoder (neural_network), published_forest (random_forest). docs/methods.md enumera todos los ajustes con sus valores por defecto y las fuentes de los preajustes.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="445"/>
        <source>Settings of the method as JSON text, with auto by method; or the path of a JSON file.</source>
        <translation>Ajustes del método como texto JSON, con auto por método; o la ruta de un archivo JSON.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="448"/>
        <source>Share of a cell&apos;s area (or of its footprint) that must have valid predictors, above 0 and up to 1.</source>
        <translation>Parte de la superficie de una celda (o de su huella) que debe tener predictores válidos, mayor que 0 y hasta 1.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="450"/>
        <source>Share of rain left after one day</source>
        <translation>Parte de la lluvia que queda tras un día</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="452"/>
        <source>Share of the model&apos;s detail that the maps use (0: interpolation alone, 1: all of it)</source>
        <translation>Parte del detalle del modelo que usan los mapas (0: solo interpolación, 1: todo)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="453"/>
        <source>Shows how unusual the soil moisture of a date is for the season, pixel by pixel.
Each value is ranked among the pixel&apos;s own values of other years within a number of days of the same day of the year; the percentile gives the drought class of the US Drought Monitor: D0 at or below 30, D1 20, D2 10, D3 5, D4 2.
Save the climatology once, and next month you need only that month&apos;s raster. Series that change product, model or grid are refused, because such a break looks like a drought.
A percentile says how rare a value is in the years at hand, not how accurate the map is.</source>
        <translation>Muestra cuán inusual es para la época del año la humedad del suelo de una fecha, píxel a píxel.
Cada valor se ordena entre los valores del propio píxel en otros años, dentro de cierto número de días del mismo día del año; el percentil da la clase de sequía del US Drought Monitor: D0 hasta 30, D1 20, D2 10, D3 5, D4 2.
Guarde una vez la climatología y el mes que viene solo necesitará el ráster de ese mes. Las series que cambian de producto, modelo o cuadrícula se rechazan, porque tal ruptura parece una sequía.
Un percentil dice cuán raro es un valor en los años disponibles, no cuán exacto es el mapa.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="454"/>
        <source>Shows what each predictor is worth to a model: by how much the error on held-out cells grows when the predictor is shuffled (permutation importance), how the prediction follows it (partial dependence), whether soil moisture is higher or lower where the predictor is high, and how it correlates with soil moisture, with a significance that counts independent pairs rather than cells. Give the predictors and coarse rasters that the model was trained on. It shows what goes together, not what causes what.</source>
        <translation>Muestra qué aporta cada predictor a un modelo: cuánto crece el error en las celdas reservadas cuando se baraja el predictor (importancia por permutación), cómo lo sigue la predicción (dependencia parcial), si la humedad del suelo es mayor o menor donde el predictor es alto, y cómo se correlaciona con la humedad del suelo, con una significación que cuenta pares independientes en vez de celdas. Dé los predictores y rásteres gruesos con que se entrenó el modelo. Muestra qué va unido, no qué causa qué.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="456"/>
        <source>Side of a cell in units of the CRS (metres or degrees), above 0. Default: that of the reference raster, or about the same in another CRS. An extent that is not a whole number of cells is widened.</source>
        <translation>Lado de una celda en unidades del SRC (metros o grados), mayor que 0. Por defecto, el del ráster de referencia, o aproximadamente el mismo en otro SRC. Una extensión que no sea un número entero de celdas se amplía.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="457"/>
        <source>Side of a cell, above 0: in metres, or in units of the CRS when one is given. Without a CRS, SMAP&apos;s 9 km cell is divided into a whole number of cells. Default: that of the preset, else 1000.</source>
        <translation>Lado de una celda, mayor que 0: en metros, o en unidades del SRC si se da uno. Sin SRC, la celda de 9 km de SMAP se divide en un número entero de celdas. Por defecto, el del preajuste, si no, 1000.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="460"/>
        <source>Significance level of screening</source>
        <translation>Nivel de significación de la criba</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="467"/>
        <source>Soil moisture at the wilting point in m3/m3 on the grid of SERIES, for the soil moisture index. Without it and FIELD_CAPACITY, each pixel&apos;s 5th and 95th percentiles are used instead.</source>
        <translation>Humedad del suelo en el punto de marchitez en m3/m3 en la cuadrícula de SERIES, para el índice de humedad del suelo. Sin ella ni FIELD_CAPACITY se usan los percentiles 5 y 95 de cada píxel.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="499"/>
        <source>Stations within this many km of each other are left out together, 0 to 1000: neighbours in one coarse cell know each other&apos;s soil moisture.</source>
        <translation>Las estaciones a menos de estos km unas de otras se excluyen juntas, de 0 a 1000: las vecinas en una misma celda gruesa conocen la humedad del suelo unas de otras.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="503"/>
        <source>Summarises percentile maps by district or basin, weighted by the exact area of each pixel inside: mean percentile with its 90 % interval, share of area in each drought class, change since the last date and the last year, and how long a zone has been in drought. A zone&apos;s class is the worst one that covers at least half of its area, worse ones included. The bulletin is one printable page on the last date. The interval reflects the small number of years, not the accuracy of the map.</source>
        <translation>Resume mapas de percentiles por distrito o cuenca, ponderados por la superficie exacta de cada píxel dentro: percentil medio con su intervalo del 90 %, parte de la superficie en cada clase de sequía, cambio desde la última fecha y el último año, y cuánto tiempo lleva una zona en sequía. La clase de una zona es la peor que cubre al menos la mitad de su superficie, incluidas las peores. El boletín es una página imprimible sobre la última fecha. El intervalo refleja el reducido número de años, no la exactitud del mapa.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="513"/>
        <source>Table of daily values</source>
        <translation>Tabla de valores diarios</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="514"/>
        <source>Table of observations</source>
        <translation>Tabla de observaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="516"/>
        <source>Table of the map and the other products on the same pixels, with the gain of the map over each and its interval over the dates.</source>
        <translation>Tabla del mapa y los demás productos con los mismos píxeles, con la ganancia del mapa frente a cada uno y su intervalo entre fechas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="532"/>
        <source>The operating system refused access to a file{}: {}.</source>
        <translation>El sistema operativo denegó el acceso a un archivo{}: {}.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="546"/>
        <source>Tolerance (hours)</source>
        <translation>Tolerancia (horas)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="548"/>
        <source>Train on Stations</source>
        <translation>Entrenar con estaciones</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="552"/>
        <source>Training scales (m)</source>
        <translation>Escalas de entrenamiento (m)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="557"/>
        <source>Unbiased RMSE (m3/m3)</source>
        <translation>RMSE sin sesgo (m3/m3)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="565"/>
        <source>Unless this is ticked, a mask that drops more than 95 % of the cells is refused, as its rule is usually the wrong way round.</source>
        <translation>Si no se marca, se rechaza una máscara que elimina más del 95 % de las celdas, porque su regla suele estar al revés.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="566"/>
        <source>Upper depth (m)</source>
        <translation>Profundidad superior (m)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="572"/>
        <source>Values of other years count when their day of the year is at most this many days away, 0 to 90; the year wraps round, and 29 February counts as 28 February.</source>
        <translation>Los valores de otros años cuentan cuando su día del año dista como máximo este número de días, de 0 a 90; el año es circular, y el 29 de febrero cuenta como 28 de febrero.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="586"/>
        <source>What the 60 days before have left behind, separated by commas: rain_api_90 (index that keeps 0.90 of itself a day), rain_sum_7 and lst_mean_10 (days), rain_days_since, rain_bucket_50 (mm), rain_bucket_50_temperature (mm, emptied faster on warm days). usual: all of the usual ones.</source>
        <translation>Lo que dejaron los 60 días anteriores, separado por comas: rain_api_90 (índice que conserva 0.90 de sí mismo al día), rain_sum_7 y lst_mean_10 (días), rain_days_since, rain_bucket_50 (mm), rain_bucket_50_temperature (mm, se vacía antes en días cálidos). usual: todos los habituales.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="587"/>
        <source>What the 60 days before have left behind, separated by commas: rain_api_90 (index that keeps 0.90 of itself a day), rain_sum_7 and lst_mean_10 (days), rain_days_since, rain_bucket_50 (mm), rain_bucket_50_temperature (mm, emptied faster on warm days). usual: all of the usual ones. none leaves them out: then only the methods that see days use the series.</source>
        <translation>Lo que dejaron los 60 días anteriores, separado por comas: rain_api_90 (índice que conserva 0.90 de sí mismo al día), rain_sum_7 y lst_mean_10 (días), rain_days_since, rain_bucket_50 (mm), rain_bucket_50_temperature (mm, se vacía antes en días cálidos). usual: todos los habituales. none los excluye: entonces solo usan la serie los métodos que ven los días.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="592"/>
        <source>Where a predictor has no raster for a date, its latest earlier one is used if it ended at most this many days before, 0 to 366; a later one never is.</source>
        <translation>Si un predictor no tiene ráster de una fecha, se usa el último anterior si terminó como máximo este número de días antes, de 0 a 366; nunca uno posterior.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="593"/>
        <source>Where to write coarse/, predictors/, truth/, stations.csv and districts.gpkg, and series/ when asked for.</source>
        <translation>Dónde escribir coarse/, predictors/, truth/, stations.csv y districts.gpkg, y series/ si se pide.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="597"/>
        <source>Where to write stack_YYYYMMDD.tif, copies of the static rasters when the stacks themselves are completed, and the masks in the subfolder reconstructed.</source>
        <translation>Dónde escribir stack_YYYYMMDD.tif, copias de los rásteres estáticos cuando se completan las propias pilas, y las máscaras en la subcarpeta reconstructed.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="598"/>
        <source>Where to write the folders predictors and coarse. A later run with the same folder fetches only what is missing.</source>
        <translation>Dónde escribir las carpetas predictors y coarse. Una ejecución posterior con la misma carpeta solo obtiene lo que falta.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="600"/>
        <source>Where to write the maps of every DATE: percentile_YYYYMMDD.tif, drought_class_YYYYMMDD.tif.</source>
        <translation>Dónde escribir los mapas de cada DATE: percentile_YYYYMMDD.tif, drought_class_YYYYMMDD.tif.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="607"/>
        <source>Which band plays which role, where the names don&apos;t show it: red=SR_B4, nir=SR_B5.</source>
        <translation>Qué banda cumple qué función, si los nombres no lo muestran: red=SR_B4, nir=SR_B5.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="608"/>
        <source>Which column is which when they have other names: soil_moisture=vwc, date=day.</source>
        <translation>Qué columna es cuál si tienen otros nombres: soil_moisture=vwc, date=day.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="609"/>
        <source>Which column of a CSV is which, when the columns have other names: time=date, soil_moisture=vwc. Names: station, latitude, longitude, time, soil_moisture (m3/m3), network, depth_from, depth_to, elevation (metres), sensor, flag.</source>
        <translation>Qué columna de un CSV es cuál, si las columnas tienen otros nombres: time=date, soil_moisture=vwc. Nombres: station, latitude, longitude, time, soil_moisture (m3/m3), network, depth_from, depth_to, elevation (metros), sensor, flag.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="614"/>
        <source>Which values of the mask are dropped: water &gt; 20, &gt; 0.5, = 11, 80, 90 or != 1. A name in front is a band of the mask. Cells where the mask has no value are kept.</source>
        <translation>Qué valores de la máscara se eliminan: water &gt; 20, &gt; 0.5, = 11, 80, 90 o != 1. Un nombre delante es una banda de la máscara. Las celdas sin valor de la máscara se conservan.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="615"/>
        <source>Which variables to take from HDF4-EOS and netCDF files, separated by commas; * matches any text: sur_refl_b0*, LST_Day_1km. Default: all but flags, angles and counters.</source>
        <translation>Qué variables tomar de los archivos HDF4-EOS y netCDF, separadas por comas; * representa cualquier texto: sur_refl_b0*, LST_Day_1km. Por defecto, todas salvo marcas, ángulos y contadores.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="620"/>
        <source>With METHOD auto: how many minutes training a network (cnn) may take, 0 to 1440; it replaces auto&apos;s choice where the noise of predictors is known, from three dates or more or from NOISE_STD, and the network has learnt its task. 0: none is tried. Needs PyTorch.</source>
        <translation>Con METHOD auto: cuántos minutos puede durar el entrenamiento de una red (cnn), de 0 a 1440; sustituye a la elección de auto donde se conoce el ruido de los predictores, por tres fechas o más o por NOISE_STD, y la red ha aprendido su tarea. 0: no se prueba ninguna. Requiere PyTorch.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="623"/>
        <source>Write a daily stack of rain and air temperature (series/), from 60 days before the first year on: SERIES of Train on Stations.</source>
        <translation>Escribe una pila por día de lluvia y temperatura del aire (series/), desde 60 días antes del primer año: SERIES de Entrenar con estaciones.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="625"/>
        <source>Writes the predictors of the pixels in which stations or points lie into a table, matched by date. With stations, a row is a station and day (UTC) with its mean soil moisture; with points, a point and date of the predictors. Daily stacks (SERIES) add the values of the days before, and what they have left behind. Train on Stations reads the table as TABLE. Rows outside the predictors in space or time, and those that lack a predictor, are left out and counted.</source>
        <translation>Escribe en una tabla los predictores de los píxeles en que están las estaciones o los puntos, unidos por fecha. Con estaciones, una fila es una estación y un día (UTC) con su humedad media del suelo; con puntos, un punto y una fecha de los predictores. Las pilas diarias (SERIES) añaden los valores de los días anteriores y lo que dejaron. Entrenar con estaciones lee la tabla como TABLE. Las filas fuera de los predictores en espacio o tiempo, y aquellas a las que falta un predictor, se excluyen y se cuentan.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="638"/>
        <source>k of the antecedent precipitation index, API(t) = k API(t-1) + P(t), from 0 to below 1; 0.85 to 0.95 is usual.</source>
        <translation>k del índice de precipitación antecedente, API(t) = k API(t-1) + P(t), de 0 a menos de 1; lo habitual es 0.85 a 0.95.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="26"/>
        <source>Any of: {}.</source>
        <translation>Cualesquiera de: {}.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="29"/>
        <source>Area that the stacks cover. Default: that of the reference raster. Without a resolution it is widened to whole cells of the reference raster; with one, cells begin at its upper left corner, or, where it is given in another CRS, keep to the corner of the reference raster.</source>
        <translation>Zona que cubren las pilas. Por defecto, la del ráster de referencia. Sin resolución se amplía a celdas enteras del ráster de referencia; con ella, las celdas empiezan en su esquina superior izquierda o, si se da en otro SRC, respetan la esquina del ráster de referencia.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="30"/>
        <source>Area to import: every cell that it touches, whole. Default: all that the granules cover.</source>
        <translation>Zona que se importa: cada celda que toca, entera. Por defecto, todo lo que cubren los gránulos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="31"/>
        <source>As xmin,xmax,ymin,ymax [EPSG:code]; degrees (EPSG:4326) when no code is given.</source>
        <translation>Como xmin,xmax,ymin,ymax [EPSG:código]; en grados (EPSG:4326) si no se da código.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="44"/>
        <source>Bulletin: map of classes, districts by severity, area in drought over time.</source>
        <translation>Boletín: mapa de clases, distritos por gravedad, superficie en sequía a lo largo del tiempo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="59"/>
        <source>Coarse and downscaled maps side by side, figures by date.</source>
        <translation>Mapas gruesos y desagregados lado a lado, cifras por fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="65"/>
        <source>Coarse soil moisture, one raster per date, in the unit that the model was trained with. Without it there is no residual correction.</source>
        <translation>Humedad del suelo gruesa, un ráster por fecha, en la unidad con que se entrenó el modelo. Sin ella no hay corrección de residuos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="89"/>
        <source>Daily stacks (rain, temperature ...) on the grid of the predictors, for models that look back on the days before a map: they must hold the days up to and including that of the map. Stacks of several days serve each of their days. Other models don&apos;t need it.</source>
        <translation>Pilas diarias (lluvia, temperatura...) en la cuadrícula de los predictores, para modelos que miran los días anteriores a un mapa: deben contener los días hasta el del mapa inclusive. Las pilas de varios días sirven para cada uno de sus días. Los demás modelos no las necesitan.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="91"/>
        <source>Daily stacks (rain, temperature, ...) on any one grid.</source>
        <translation>Pilas diarias (lluvia, temperatura...) en una cuadrícula cualquiera.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="93"/>
        <source>Daily stacks (rain, temperature, ...), from 60 days before the first observation on: what the days before have left behind becomes predictors. Maps need the series on the grid of their predictors.</source>
        <translation>Pilas diarias (lluvia, temperatura...), desde 60 días antes de la primera observación: lo que dejaron los días anteriores se convierte en predictores. Los mapas necesitan la serie en la cuadrícula de sus predictores.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="97"/>
        <source>Dated maps to validate, in m3/m3.</source>
        <translation>Mapas con fecha que se validan, en m3/m3.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="98"/>
        <source>Dated rasters of NDVI or another index over some months: shows how far vegetation lags behind soil moisture (correlation of monthly means).</source>
        <translation>Rásteres con fecha de NDVI u otro índice durante varios meses: muestra cuánto se retrasa la vegetación respecto a la humedad del suelo (correlación de medias mensuales).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="99"/>
        <source>Dated rasters of rain in mm/day (the band called rain or precipitation, else the first), from about two weeks before the first map on: shows how soil moisture responds to it.</source>
        <translation>Rásteres con fecha de lluvia en mm/día (la banda llamada rain o precipitation, si no, la primera), desde unas dos semanas antes del primer mapa: muestra cómo responde a ella la humedad del suelo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="156"/>
        <source>Fine predictors of all dates, with the names that the model was trained on.</source>
        <translation>Predictores finos de todas las fechas, con los nombres con que se entrenó el modelo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="157"/>
        <source>Fine predictors on one grid, of any number of dates, as Build Predictor Stack, Fetch Predictors or Create Demo Data write them. Rasters without a date are static and join every date.</source>
        <translation>Predictores finos en una cuadrícula, de cualquier número de fechas, como los escriben Construir pila de predictores, Obtener predictores o Crear datos de demostración. Los rásteres sin fecha son estáticos y se unen a cada fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="158"/>
        <source>Fine predictors with the names that the model was trained on, of any dates: that of the coarse raster, or DATE, is used.</source>
        <translation>Predictores finos con los nombres con que se entrenó el modelo, de cualesquiera fechas: se usa la del ráster grueso, o DATE.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="181"/>
        <source>Format of the files; auto recognises each file by its name.</source>
        <translation>Formato de los archivos; auto reconoce cada archivo por su nombre.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="199"/>
        <source>How categorical rasters are brought to the grid: nearest takes the class at the cell&apos;s centre, mode the most frequent one.</source>
        <translation>Cómo se llevan los rásteres categóricos a la cuadrícula: nearest toma la clase en el centro de la celda, mode la más frecuente.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="200"/>
        <source>How continuous rasters are brought to the grid: auto averages where the grid is coarser and interpolates bilinearly where it is finer.</source>
        <translation>Cómo se llevan los rásteres continuos a la cuadrícula: auto promedia donde la cuadrícula es más gruesa e interpola bilinealmente donde es más fina.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="207"/>
        <source>How well hidden values were reproduced, by the regression and by plain interpolation.</source>
        <translation>Cuán bien se reprodujeron los valores ocultos, por la regresión y por simple interpolación.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="213"/>
        <source>Importance, partial dependence and correlation of every predictor.</source>
        <translation>Importancia, dependencia parcial y correlación de cada predictor.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="237"/>
        <source>Maps to be validated, in m3/m3, of one or more dates.</source>
        <translation>Mapas que se validan, en m3/m3, de una o más fechas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="249"/>
        <source>Methods to compare; those whose packages are missing are left out with a warning.</source>
        <translation>Métodos que se comparan; aquellos cuyos paquetes faltan se excluyen con un aviso.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="293"/>
        <source>One HTML file that opens in any browser, offline.</source>
        <translation>Un archivo HTML que se abre en cualquier navegador, sin conexión.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="296"/>
        <source>One of: {}.</source>
        <translation>Uno de: {}.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="302"/>
        <source>Open {} in QGIS when the tool has finished: of each kind the last {} at most. In your own models, untick it for steps whose results only the next step needs.</source>
        <translation>Abre {} en QGIS cuando la herramienta ha terminado: de cada tipo, como máximo los {} últimos. En sus propios modelos, desmárquelo en los pasos cuyos resultados solo necesita el paso siguiente.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="307"/>
        <source>Other dated soil-moisture maps in m3/m3 (of other models, SMAP, other 1 km products), compared at the same stations and dates. Rasters of one product share their metadata PRODUCT or, without it, the file name without its date.</source>
        <translation>Otros mapas de humedad del suelo con fecha en m3/m3 (de otros modelos, SMAP, otros productos de 1 km), comparados en las mismas estaciones y fechas. Los rásteres de un producto comparten su metadato PRODUCT o, sin él, el nombre del archivo sin su fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="310"/>
        <source>Other soil-moisture maps in m3/m3, measured against the same reference on the pixels and dates that all have in common. Rasters of one product share their metadata PRODUCT or, without it, the file name without its date.</source>
        <translation>Otros mapas de humedad del suelo en m3/m3, medidos frente a la misma referencia en los píxeles y fechas que todos tienen en común. Los rásteres de un producto comparten su metadato PRODUCT o, sin él, el nombre del archivo sin su fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="322"/>
        <source>Percentiles (0 to 100 %) of one or more dates that Drought Index wrote, or its folder: other maps in it are ignored.</source>
        <translation>Percentiles (0 a 100 %) de una o más fechas que escribió Índice de sequía, o su carpeta: los demás mapas que contiene se ignoran.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="324"/>
        <source>Percentiles of the product before downscaling, of the last date, for COMPARISON.</source>
        <translation>Percentiles del producto antes de desagregarlo, de la última fecha, para COMPARISON.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="326"/>
        <source>Period of one raster, in UTC: a granule, a day, 8 days counted from 1 January, or a month; a granule belongs to the step that contains its middle.</source>
        <translation>Período de un ráster, en UTC: un gránulo, un día, 8 días contados desde el 1 de enero, o un mes; un gránulo pertenece al paso que contiene su punto medio.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="327"/>
        <source>Period of one stack; 8-day steps count from 1 January, as those of MODIS do. Default: that of the preset, else monthly.</source>
        <translation>Período de una pila; los pasos de 8 días cuentan desde el 1 de enero, como los de MODIS. Por defecto, el del preajuste, si no, monthly.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="347"/>
        <source>Predictors on one grid, of any dates; those without a date join every date.</source>
        <translation>Predictores en una cuadrícula, de cualesquiera fechas; los que no tienen fecha se unen a todas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="351"/>
        <source>Predictors to fetch in addition to those of the preset; docs/data.md describes each of them.</source>
        <translation>Predictores que se obtienen además de los del preajuste; docs/data.md describe cada uno de ellos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="353"/>
        <source>Predictors, with one or more bands each, of one or more dates; also HDF4-EOS and netCDF files, and MODIS tiles, which are merged. Declared nodata, values outside a stated valid range, NaN and infinities are gaps; scale and offset are applied.</source>
        <translation>Predictores, con una o más bandas cada uno, de una o más fechas; también archivos HDF4-EOS y netCDF, y teselas de MODIS, que se unen. El valor sin datos declarado, los valores fuera de un rango válido indicado, NaN e infinitos son huecos; se aplican escala y desplazamiento.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="356"/>
        <source>Probabilities of drought classes of the same dates, written by Drought Index, for the share of area expected in D1 or worse.</source>
        <translation>Probabilidades de las clases de sequía de las mismas fechas, escritas por Índice de sequía, para la parte de la superficie que se espera en D1 o peor.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="362"/>
        <source>Puts the stacks on the cells of this global grid, instead of a resolution and CRS: M36, M09, M03 or M01 (36, 9, 3 or 1 km). none: the grid of the reference raster.</source>
        <translation>Pone las pilas en las celdas de esta cuadrícula global, en vez de una resolución y un SRC: M36, M09, M03 o M01 (36, 9, 3 o 1 km). none: la cuadrícula del ráster de referencia.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="388"/>
        <source>Rasters that hold the predictor, on any grid, of one or more dates; they may be the stacks themselves.</source>
        <translation>Rásteres que contienen el predictor, en cualquier cuadrícula, de una o más fechas; pueden ser las propias pilas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="389"/>
        <source>Rasters with bands lower and upper in m3/m3 (90 %) of the mapped dates, as Downscale Raster writes them, for the probability of each class.</source>
        <translation>Rásteres con las bandas lower y upper en m3/m3 (90 %) de las fechas cartografiadas, tal como los escribe Desagregar ráster, para la probabilidad de cada clase.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="390"/>
        <source>Rasters, or folders of GeoTIFFs (*.tif).</source>
        <translation>Rásteres o carpetas de GeoTIFF (*.tif).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="391"/>
        <source>Rasters, or folders of them (*.tif, *.hdf, *.h5, *.nc).</source>
        <translation>Rásteres, o carpetas con ellos (*.tif, *.hdf, *.h5, *.nc).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="409"/>
        <source>Regression method; auto takes the one that does best on held-out blocks, of those whose packages are installed.</source>
        <translation>Método de regresión; auto toma el que da mejor resultado en bloques reservados, de aquellos cuyos paquetes están instalados.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="422"/>
        <source>SMAP product. Default: that of the preset, else SPL3SMP_E_AM.</source>
        <translation>Producto SMAP. Por defecto, el del preajuste, si no, SPL3SMP_E_AM.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="436"/>
        <source>Sensor whose band names are used; auto takes the sensor with the most bands present. Bands called blue, green, red, nir, swir1, swir2, swir_1240, albedo, lst_day, lst_night, vv, vh or precipitation are recognised for every sensor.</source>
        <translation>Sensor cuyos nombres de bandas se usan; auto toma el sensor con más bandas presentes. Las bandas llamadas blue, green, red, nir, swir1, swir2, swir_1240, albedo, lst_day, lst_night, vv, vh o precipitation se reconocen con cualquier sensor.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="449"/>
        <source>Share of each predictor that is missing, stack by stack.</source>
        <translation>Parte que falta de cada predictor, pila por pila.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="465"/>
        <source>Snapshot predictors on one grid, of any dates; rasters without a date are static. Not needed with TABLE.</source>
        <translation>Predictores instantáneos en una cuadrícula, de cualesquiera fechas; los rásteres sin fecha son estáticos. No hace falta con TABLE.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="468"/>
        <source>Soil moisture in m3/m3 from yet another source, for triple collocation: random errors of all three without taking one as the truth. It must not be the map&apos;s parent product, nor related to it or to the reference (all SMAP products are one family).</source>
        <translation>Humedad del suelo en m3/m3 de otra fuente más, para la triple colocación: errores aleatorios de los tres sin tomar ninguno como verdad. No debe ser el producto del que procede el mapa, ni estar emparentada con él ni con la referencia (todos los productos SMAP son una familia).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="469"/>
        <source>Soil moisture in m3/m3 of many dates, from one product and one model: the years to compare with and the dates to be mapped. With CLIMATOLOGY, only the new dates.</source>
        <translation>Humedad del suelo en m3/m3 de muchas fechas, de un producto y un modelo: los años con los que comparar y las fechas que se cartografían. Con CLIMATOLOGY, solo las fechas nuevas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="470"/>
        <source>Soil moisture in m3/m3 on the coarse grid, one raster per date, such as SMAP.</source>
        <translation>Humedad del suelo en m3/m3 en la cuadrícula gruesa, un ráster por fecha, como SMAP.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="471"/>
        <source>Soil moisture in m3/m3 that the maps are measured against, of one or more dates; any grid and CRS.</source>
        <translation>Humedad del suelo en m3/m3 con la que se miden los mapas, de una o más fechas; cualquier cuadrícula y SRC.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="480"/>
        <source>Stacks of the other predictors; the result gets their grid and dates. If they contain the target too, it is replaced in the result.</source>
        <translation>Pilas de los demás predictores; el resultado recibe su cuadrícula y sus fechas. Si también contienen el objetivo, se sustituye en el resultado.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="481"/>
        <source>Stacks that hold the bands, as Build Predictor Stack or Fetch Predictors write them, of any number of dates.</source>
        <translation>Pilas que contienen las bandas, tal como las escriben Construir pila de predictores u Obtener predictores, de cualquier número de fechas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="497"/>
        <source>Stations inside are kept.</source>
        <translation>Se conservan las estaciones situadas dentro.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="504"/>
        <source>Summary, metrics with intervals, map of stations, scatter plots, Taylor diagram, response to rain and time series.</source>
        <translation>Resumen, métricas con intervalos, mapa de estaciones, diagramas de dispersión, diagrama de Taylor, respuesta a la lluvia y series temporales.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="505"/>
        <source>Summary, metrics, scatter plots, maps and errors per date.</source>
        <translation>Resumen, métricas, diagramas de dispersión, mapas y errores por fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="506"/>
        <source>Surface soil moisture in m3/m3 of many dates on one grid, from one product and one model.</source>
        <translation>Humedad superficial del suelo en m3/m3 de muchas fechas en una cuadrícula, de un producto y un modelo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="523"/>
        <source>The area, widened to whole SMAP cells. Give this or polygons (REGION).</source>
        <translation>La zona, ampliada a celdas enteras de SMAP. Dé esto o polígonos (REGION).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="525"/>
        <source>The coarse product; interpolated to each place, it becomes the predictor coarse_soil_moisture (m3/m3).</source>
        <translation>El producto grueso; interpolado a cada lugar, se convierte en el predictor coarse_soil_moisture (m3/m3).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="526"/>
        <source>The coarse soil moisture that the model was trained on, or other dates of the same product, in the same unit.</source>
        <translation>La humedad del suelo gruesa con que se entrenó el modelo, u otras fechas del mismo producto, en la misma unidad.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="534"/>
        <source>The predictors that the model was trained on, or others with the same names.</source>
        <translation>Los predictores con que se entrenó el modelo, u otros con los mismos nombres.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="535"/>
        <source>The product that was downscaled, in m3/m3, for the baselines.</source>
        <translation>El producto que se desagregó, en m3/m3, para las referencias de comparación.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="540"/>
        <source>The stacks get the dates of these rasters, such as the coarse product. Default: the dates of the rasters with the shortest period.</source>
        <translation>Las pilas reciben las fechas de estos rásteres, como el producto grueso. Por defecto, las fechas de los rásteres de período más corto.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="560"/>
        <source>Unit of elevation; auto takes the band&apos;s unit, else metres.</source>
        <translation>Unidad de la elevación; auto toma la unidad de la banda, si no, metros.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="561"/>
        <source>Unit of lst_day and lst_night.</source>
        <translation>Unidad de lst_day y lst_night.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="564"/>
        <source>Unit of vv and vh; ratios are always computed from linear power.</source>
        <translation>Unidad de vv y vh; los cocientes se calculan siempre con potencia lineal.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="570"/>
        <source>Validation, assessment at reduced resolution, model card.</source>
        <translation>Validación, evaluación a resolución reducida, ficha del modelo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="571"/>
        <source>Value of the map at a station: that of the pixel it lies in, or bilinear between the four around it.</source>
        <translation>Valor del mapa en una estación: el del píxel en que está, o bilineal entre los cuatro que la rodean.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="579"/>
        <source>What a coarse value is: cell: the mean of its cell; smap: what a sensor with a Gaussian footprint of 33 km sees.</source>
        <translation>Qué es un valor grueso: cell: la media de su celda; smap: lo que ve un sensor con una huella gaussiana de 33 km.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="580"/>
        <source>What is done about the difference between the coarse product and the cell means of the first guess:
- auto: one of the following, depending on what training found out about the product; the log says why.
- none: nothing.
- mean_preserving: a smooth field is added that keeps the mean of every coarse cell exactly (not with a footprint).
- filtered: only the part that neighbouring cells share is added; the product&apos;s noise is left out.</source>
        <translation>Qué se hace con la diferencia entre el producto grueso y las medias por celda de la primera estimación:
- auto: una de las siguientes, según lo que el entrenamiento averiguó del producto; el registro dice por qué.
- none: nada.
- mean_preserving: se suma un campo suave que conserva exactamente la media de cada celda gruesa (no con huella).
- filtered: se suma solo la parte que comparten las celdas vecinas; el ruido del producto queda fuera.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="582"/>
        <source>What is held out to test the model: spatial blocks with a buffer around them, whole periods, forward in time each period from the model of those before it (three dates or more), or each of REGIONS with a buffer around it.</source>
        <translation>Qué se reserva para probar el modelo: bloques espaciales con una franja alrededor, períodos enteros, hacia adelante en el tiempo cada período con el modelo de los anteriores (tres fechas o más), o cada una de REGIONS con una franja alrededor.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="583"/>
        <source>What is held out to test the model: spatial blocks with a buffer around them, whole periods, forward in time each period from the model of those before it (three dates or more), or each of REGIONS with a buffer around it. These cells decide which method is best; their predictions, assessed at reduced resolution, decide between sets of predictors. The other kinds are computed too.</source>
        <translation>Qué se reserva para probar el modelo: bloques espaciales con una franja alrededor, períodos enteros, hacia adelante en el tiempo cada período con el modelo de los anteriores (tres fechas o más), o cada una de REGIONS con una franja alrededor. Estas celdas deciden qué método es mejor; sus predicciones, evaluadas a resolución reducida, deciden entre conjuntos de predictores. Los demás tipos también se calculan.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="588"/>
        <source>What the finer map adds to the coarse product, district by district; needs COARSE.</source>
        <translation>Qué añade el mapa más fino al producto grueso, distrito por distrito; requiere COARSE.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="584"/>
        <source>What is left out to choose the method and to compute the numbers: whole stations (as a map needs it), regions or years. All three are computed and shown.</source>
        <translation>Con qué se elige el método y de qué son las cifras: estaciones enteras (como lo necesita un mapa), regiones o años excluidos. Los tres se calculan y se muestran.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="589"/>
        <source>What to derive. Default: all that the bands allow, and terrain when a DEM is given. Inputs: ndvi (nir, red); evi (nir, red, blue); nirv (nir, red); ndwi (green, nir); ndwi_gao (nir, swir_1240); lswi (nir, swir1); nsdsi1 (swir1, swir2); nsdsi2 (swir1, swir2); nsdsi3 (swir1, swir2); tcw (blue, green, red, nir, swir1, swir2); tcw_toa (blue, green, red, nir, swir1, swir2); ati (albedo, lst_day, lst_night, latitude, day_of_year); radar_cross_ratio (vv, vh); polarisation_index (vv, vh); radar_vegetation_index (vv, vh); day_of_year_sin (day_of_year); day_of_year_cos (day_of_year); api (precipitation, mm per day).</source>
        <translation>Qué derivar. Por defecto, todo lo que permiten las bandas, y el terreno si se da un MDE. Entradas: ndvi (nir, red); evi (nir, red, blue); nirv (nir, red); ndwi (green, nir); ndwi_gao (nir, swir_1240); lswi (nir, swir1); nsdsi1 (swir1, swir2); nsdsi2 (swir1, swir2); nsdsi3 (swir1, swir2); tcw (blue, green, red, nir, swir1, swir2); tcw_toa (blue, green, red, nir, swir1, swir2); ati (albedo, lst_day, lst_night, latitude, day_of_year); radar_cross_ratio (vv, vh); polarisation_index (vv, vh); radar_vegetation_index (vv, vh); day_of_year_sin (day_of_year); day_of_year_cos (day_of_year); api (precipitation, mm por día).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="590"/>
        <source>What to expect at a place without a station, a map of stations, three tests beside baselines, series, figures by station.</source>
        <translation>Qué esperar en un lugar sin estación, un mapa de estaciones, tres pruebas junto a referencias de comparación, series y cifras por estación.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="591"/>
        <source>What works and what is missing, with commands to copy.</source>
        <translation>Qué funciona y qué falta, con órdenes para copiar.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="605"/>
        <source>Whether to add to the training rows the noise that fine predictors have and cell means have lost. auto: where bands state their noise (NOISE_STD) or three or more dates reveal it; on: refuse to train where neither does; off: never.</source>
        <translation>Si se añade a las filas de entrenamiento el ruido que tienen los predictores finos y han perdido las medias por celda. auto: donde las bandas indican su ruido (NOISE_STD) o tres fechas o más lo revelan; on: no entrenar si ninguna de las dos cosas; off: nunca.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="606"/>
        <source>Whether to add to the training rows the noise that fine predictors have and cell means have lost. auto: where bands state their noise (NOISE_STD) or three or more dates reveal it; on: refuse to train where neither does; off: never; both: each variant with and without it.</source>
        <translation>Si se añade a las filas de entrenamiento el ruido que tienen los predictores finos y han perdido las medias por celda. auto: donde las bandas indican su ruido (NOISE_STD) o tres fechas o más lo revelan; on: no entrenar si ninguna de las dos cosas; off: nunca; both: cada variante con él y sin él.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="611"/>
        <source>Which readings belong to a map of a day or longer. am, pm: those around 6 or 18 h of local solar time (UTC plus longitude / 15) of its days, as SMAP passes; all: all in its time; auto: what the product of the map or the coarse product says (time of observation, or a name that ends in _AM or _PM), else all.</source>
        <translation>Qué lecturas corresponden a un mapa de un día o más. am, pm: las cercanas a las 6 o las 18 h de hora solar local (UTC más longitud / 15) de sus días, cuando pasa SMAP; all: todas las de su período; auto: lo que diga el producto del mapa o el producto grueso (hora de observación, o un nombre que acaba en _AM o _PM), si no, all.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="612"/>
        <source>Which retrievals to keep: recommended ones, or all that succeeded. The recommended ones exclude dense vegetation, including crops at the peak of their season.</source>
        <translation>Qué estimaciones conservar: las recomendadas o todas las logradas. Las recomendadas excluyen la vegetación densa, incluidos los cultivos en el apogeo de su temporada.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="613"/>
        <source>Which soil moisture: morning or evening pass (SPL3SMP_E, SPL3SMP), surface, root zone or profile (SPL4SMGP), 1 or 3 km (SPL2SMAP_S), band (AMSR-2); auto takes the first that the product has.</source>
        <translation>Qué humedad del suelo: pasada de mañana o de tarde (SPL3SMP_E, SPL3SMP), superficie, zona radicular o perfil (SPL4SMGP), 1 o 3 km (SPL2SMAP_S), banda (AMSR-2); auto toma la primera que tenga el producto.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="616"/>
        <source>Which variant is best and why, all figures, what each set of predictors is worth.</source>
        <translation>Qué variante es la mejor y por qué, todas las cifras, qué aporta cada conjunto de predictores.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="634"/>
        <source>empirical: ranks (Weibull plotting position), which assume nothing, but a short record can&apos;t reach D3 or D4; beta: a beta distribution fitted to the values.</source>
        <translation>empirical: rangos (posición de Weibull), que no suponen nada, pero un registro corto no puede llegar a D3 o D4; beta: una distribución beta ajustada a los valores.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="649"/>
        <source>standard, or hard: with biased cells, errors shared within a footprint, repeated composites, clouds, and a wetland that behaves like nothing else.</source>
        <translation>standard, o hard: con celdas sesgadas, errores compartidos dentro de una huella, compuestos repetidos, nubes y un humedal que no se comporta como nada más.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="650"/>
        <source>the maps</source>
        <translation>los mapas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="651"/>
        <source>the rasters</source>
        <translation>los rásteres</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="652"/>
        <source>the rasters, stations and districts</source>
        <translation>los rásteres, las estaciones y los distritos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="653"/>
        <source>the stacks</source>
        <translation>las pilas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="654"/>
        <source>the stacks of indices</source>
        <translation>las pilas de índices</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="5"/>
        <source>1 − MSE / MSE of bilinear interpolation of the coarse product. Above 0 downscaling comes closer to the reference than interpolation does, below 0 it did harm; 1 is perfect.</source>
        <translation>1 − ECM / ECM de la interpolación bilineal del producto grueso. Por encima de 0 la desagregación se acerca más a la referencia que la interpolación, por debajo de 0 perjudicó; 1 es perfecto.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="14"/>
        <source>A test in which everything is made coarser by the same factor, so that the coarse product, which is known, plays the part of the fine truth.</source>
        <translation>Prueba en la que todo se hace más grueso por el mismo factor, de modo que el producto grueso, que se conoce, hace de verdad fina.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="15"/>
        <source>A variable known on the fine grid, such as vegetation or elevation, from which soil moisture is estimated.</source>
        <translation>Variable conocida en la cuadrícula fina, como la vegetación o la elevación, a partir de la cual se estima la humedad del suelo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="16"/>
        <source>API</source>
        <translation>API</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="23"/>
        <source>Anomaly R</source>
        <translation>R de anomalías</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="24"/>
        <source>Antecedent precipitation index: rain of the past days, older rain counting less.</source>
        <translation>Índice de precipitación antecedente: lluvia de los días pasados; la más antigua cuenta menos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="38"/>
        <source>Begin with First map in the plugin&apos;s menu: it makes demo data, trains a model on them and draws a map, without an account or a download. The groups in the toolbox follow the order of work.</source>
        <translation>Empiece con Primer mapa en el menú del complemento: crea datos de demostración, entrena con ellos un modelo y dibuja un mapa, sin cuenta ni descargas. Los grupos de la caja de herramientas siguen el orden del trabajo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="39"/>
        <source>Bias</source>
        <translation>Sesgo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="45"/>
        <source>By how much the error on held-out cells grows when a predictor&apos;s values are shuffled.</source>
        <translation>Cuánto crece el error en las celdas reservadas cuando se barajan los valores de un predictor.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="46"/>
        <source>CDF matching</source>
        <translation>ajuste de CDF</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="78"/>
        <source>Correlation after a 35-day moving average was taken off both series: whether short-term ups and downs agree, apart from the season.</source>
        <translation>Correlación tras restar a ambas series una media móvil de 35 días: si coinciden las subidas y bajadas a corto plazo, aparte de la estación del año.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="79"/>
        <source>Correlation as an angle and spread as a distance in one picture; the nearer to the star, the better.</source>
        <translation>La correlación como ángulo y la dispersión como distancia en una imagen; cuanto más cerca de la estrella, mejor.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="83"/>
        <source>Correlation of the differences from the mean of each coarse cell: whether the moisture is in the right place inside a cell.</source>
        <translation>Correlación de las diferencias respecto a la media de cada celda gruesa: si la humedad está en el lugar correcto dentro de una celda.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="87"/>
        <source>D1 or worse</source>
        <translation>D1 o peor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="111"/>
        <source>Difference of two shares: from 20 % to 30 % is 10 percentage points.</source>
        <translation>Diferencia de dos porcentajes: del 20 % al 30 % hay 10 puntos porcentuales.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="118"/>
        <source>Drought as counted here: soil moisture at or below the 20th percentile for the season.</source>
        <translation>Sequía tal como se cuenta aquí: humedad del suelo en el percentil 20 o por debajo para la época del año.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="185"/>
        <source>GDOWN</source>
        <translation>GDOWN</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="190"/>
        <source>Giving an estimate the distribution of the reference, so that only its pattern in time is judged.</source>
        <translation>Dar a una estimación la distribución de la referencia, para juzgar solo su evolución en el tiempo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="224"/>
        <source>Kept away from training, so that the model is tested on what it has not seen.</source>
        <translation>Apartado del entrenamiento, para probar el modelo con lo que no ha visto.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="241"/>
        <source>Mean difference between estimate and reference; above 0 the estimate is too wet.</source>
        <translation>Diferencia media entre estimación y referencia; por encima de 0 la estimación es demasiado húmeda.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="243"/>
        <source>Mean gain in slope, correlation and bias over the coarse value, −1 to 1 (Merlin et al. 2015).</source>
        <translation>Ganancia media en pendiente, correlación y sesgo respecto al valor grueso, de −1 a 1 (Merlin et al. 2015).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="267"/>
        <source>Neighbouring cells are held out together, with a buffer around them, because neighbours are alike and would make the test too easy.</source>
        <translation>Las celdas vecinas se reservan juntas, con una franja alrededor, porque las vecinas se parecen y harían la prueba demasiado fácil.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="295"/>
        <source>One grid cell of the coarse product.</source>
        <translation>Una celda de la cuadrícula del producto grueso.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="315"/>
        <source>Pearson's correlation, −1 to 1: whether two series or maps rise and fall together. 1 is perfect; it says nothing of an offset.</source>
        <translation>Correlación de Pearson, de −1 a 1: si dos series o mapas suben y bajan juntos. 1 es perfecto; no dice nada de un desplazamiento.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="379"/>
        <source>Rank among other years in the same season, 0 to 100: at the 10th percentile, one year in ten is as dry or drier.</source>
        <translation>Lugar entre otros años en la misma época del año, de 0 a 100: en el percentil 10, uno de cada diez años es igual de seco o más.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="364"/>
        <source>R</source>
        <translation>R</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="365"/>
        <source>RMSE</source>
        <translation>RMSE</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="366"/>
        <source>RMSE after the mean difference was taken off: the typical size of what is not a constant offset.</source>
        <translation>RMSE tras restar la diferencia media: el tamaño típico de lo que no es un desplazamiento constante.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="375"/>
        <source>Rain of the past days, each day counting 0.9 of the day after it: a simple measure of how wet the soil should be.</source>
        <translation>Lluvia de los días pasados, en la que cada día cuenta 0.9 del siguiente: una medida simple de cuán húmedo debería estar el suelo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="378"/>
        <source>Random errors of three independent products from their covariances alone; none of them is taken as the truth.</source>
        <translation>Errores aleatorios de tres productos independientes a partir solo de sus covarianzas; ninguno se toma como verdad.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="416"/>
        <source>Residual correction after which the mean of the fine pixels in a coarse cell is the cell&apos;s value.</source>
        <translation>Corrección de residuos tras la cual la media de los píxeles finos de una celda gruesa es el valor de la celda.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="419"/>
        <source>Root mean square error: the typical size of the difference, offset included, in the unit of the values.</source>
        <translation>Raíz del error cuadrático medio: el tamaño típico de la diferencia, desplazamiento incluido, en la unidad de los valores.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="461"/>
        <source>Skill</source>
        <translation>Habilidad</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="520"/>
        <source>Taylor diagram</source>
        <translation>diagrama de Taylor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="524"/>
        <source>The coarse product made smooth between the centres of its cells, without any predictor: what downscaling has to beat.</source>
        <translation>El producto grueso suavizado entre los centros de sus celdas, sin ningún predictor: lo que la desagregación tiene que superar.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="530"/>
        <source>The mean prediction when one predictor is set to a value everywhere and the others stay as they are.</source>
        <translation>La predicción media cuando un predictor se fija en un valor en todas partes y los demás quedan como están.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="536"/>
        <source>The range that should contain the true value in 9 of 10 cases: for a map, of its pixels; for a figure, of samples like this one.</source>
        <translation>El intervalo que debería contener el valor verdadero en 9 de cada 10 casos: de los píxeles, si es de un mapa; de muestras como esta, si es de una cifra.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="538"/>
        <source>The satellite or model soil moisture that was downscaled; one value covers several kilometres.</source>
        <translation>La humedad del suelo de satélite o modelo que se desagregó; un valor representa varios kilómetros.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="539"/>
        <source>The soil that roots draw water from, about the upper metre.</source>
        <translation>El suelo del que las raíces toman agua, aproximadamente el metro superior.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="542"/>
        <source>The values of each predictor in the rows that the model learned from. Where these are means of coarse cells, many pixels lie outside it, because pixels vary more than means; where no pixel had such values in training either, the model extrapolates.</source>
        <translation>Los valores de cada predictor en las filas de las que el modelo aprendió. Si son medias de celdas gruesas, muchos píxeles quedan fuera, porque los píxeles varían más que las medias; donde ningún píxel tuvo esos valores en el entrenamiento, el modelo extrapola.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="549"/>
        <source>Trained with the noise added that fine pixels have and means of coarse cells have lost.</source>
        <translation>Entrenado añadiendo el ruido que tienen los píxeles finos y han perdido las medias de las celdas gruesas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="581"/>
        <source>What is done about the difference between the coarse product and the model&apos;s estimate: nothing, keep the mean of every coarse cell exactly (mean-preserving), or add only the part that is signal (filtered).</source>
        <translation>Qué se hace con la diferencia entre el producto grueso y la estimación del modelo: nada, conservar exactamente la media de cada celda gruesa (conservar medias), o sumar solo la parte que es señal (filtrada).</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="622"/>
        <source>Within-cell R</source>
        <translation>R dentro de las celdas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="630"/>
        <source>antecedent precipitation index</source>
        <translation>índice de precipitación antecedente</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="631"/>
        <source>bilinear interpolation</source>
        <translation>interpolación bilineal</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="632"/>
        <source>coarse cell</source>
        <translation>celda gruesa</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="633"/>
        <source>coarse product</source>
        <translation>producto grueso</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="635"/>
        <source>held-out</source>
        <translation>celdas reservadas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="636"/>
        <source>importance</source>
        <translation>importancia</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="637"/>
        <source>interval</source>
        <translation>intervalo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="639"/>
        <source>mean-preserving</source>
        <translation>conservar medias</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="640"/>
        <source>noise-augmented</source>
        <translation>con ruido añadido</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="641"/>
        <source>partial dependence</source>
        <translation>dependencia parcial</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="642"/>
        <source>percentage points</source>
        <translation>puntos porcentuales</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="643"/>
        <source>percentile</source>
        <translation>percentil</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="644"/>
        <source>predictor</source>
        <translation>predictor</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="645"/>
        <source>reduced resolution</source>
        <translation>resolución reducida</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="646"/>
        <source>residual correction</source>
        <translation>corrección de residuos</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="647"/>
        <source>root zone</source>
        <translation>zona radicular</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="648"/>
        <source>spatial blocks</source>
        <translation>bloques espaciales</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="655"/>
        <source>training range</source>
        <translation>rango de entrenamiento</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="656"/>
        <source>triple collocation</source>
        <translation>triple colocación</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="657"/>
        <source>ubRMSE</source>
        <translation>ubRMSE</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="382"/>
        <source>Raster of any grid that says which cells become gaps in training; coarse cells of which more than 10 % go are left out (water, clouds). Without MASK_RULE: the cells where it is zero or nodata, and those outside it. A larger cell is dropped when at least half of it is.</source>
        <translation>Ráster de cualquier cuadrícula que dice qué celdas pasan a ser huecos en el entrenamiento; las celdas gruesas que pierden más del 10 % se excluyen (agua, nubes). Sin MASK_RULE: las celdas donde vale cero o no tiene datos, y las que quedan fuera de él. Una celda mayor se elimina cuando lo es al menos la mitad.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="96"/>
        <source>Date of the stacks to name, where PREDICTORS have several: 2020-06-01.</source>
        <translation>Fecha de las pilas que se nombran, si PREDICTORS tiene varias: 2020-06-01.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="138"/>
        <source>Export Model</source>
        <translation>Exportar modelo</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="179"/>
        <source>Form</source>
        <translation>Forma</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="182"/>
        <source>Formula</source>
        <translation>Fórmula</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="383"/>
        <source>Raster of the regional part of each predictor on the date of PREDICTORS, in the predictor&apos;s unit. Only models that take regional parts need it: their formula takes it as a layer.</source>
        <translation>Ráster de la parte regional de cada predictor en la fecha de PREDICTORS, en la unidad del predictor. Solo lo necesitan los modelos que usan partes regionales: su fórmula lo usa como capa.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="405"/>
        <source>Regional parts of the predictors</source>
        <translation>Partes regionales de los predictores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="482"/>
        <source>Stacks whose files and bands the formula names. Default: each predictor is the first band of a file of its name. Needed with REGIONAL.</source>
        <translation>Pilas cuyos archivos y bandas nombra la fórmula. Por defecto, cada predictor es la primera banda de un archivo con su nombre. Necesario con REGIONAL.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="529"/>
        <source>The formula as text</source>
        <translation>La fórmula como texto</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="541"/>
        <source>The text: expression, command or JSON.</source>
        <translation>El texto: expresión, orden o JSON.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="585"/>
        <source>What is written: raster_calculator, an expression to paste into QGIS&apos;s raster calculator; gdal_calc, a command for a shell; coefficients, JSON.</source>
        <translation>Qué se escribe: raster_calculator, una expresión para pegar en la calculadora ráster de QGIS; gdal_calc, una orden para una consola; coefficients, JSON.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="624"/>
        <source>Writes a linear model as a formula that other programs can apply without this plugin: an expression for the QGIS raster calculator, a gdal_calc command, or its coefficients as JSON. The formula gives the first guess, the map that Downscale Raster makes without a coarse raster. Models of METHOD linear and averages of them are formulas; others, such as random forests, are not and are refused, and so are models of METHOD auto that average noisy predictors over neighbouring pixels.</source>
        <translation>Escribe un modelo lineal como una fórmula que otros programas pueden aplicar sin este complemento: una expresión para la calculadora ráster de QGIS, una orden de gdal_calc o sus coeficientes en JSON. La fórmula da la primera estimación, el mapa que hace Downscale Raster sin ráster grueso. Los modelos con METHOD linear y sus promedios son fórmulas; otros, como los bosques aleatorios, no lo son y se rechazan, igual que los modelos con METHOD auto que promedian predictores ruidosos entre píxeles vecinos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="394"/>
        <source>Readings of stations (whatever Import Stations reads or wrote): the map&apos;s error at them is predicted for stations left out, as one bias, a bias by land cover, or a smooth field, and added only where that gains more than chance. The log says which and by how much. Where they lie at nine places or more, the interval is recalibrated to hold 90 % of readings left out.</source>
        <translation>Lecturas de estaciones (lo que Importar estaciones lee o escribe): el error del mapa en ellas se predice para estaciones excluidas, como un solo sesgo, un sesgo por cobertura del suelo o un campo suave, y solo se suma donde gana más de lo que explica el azar. El registro dice cuál y cuánto. Si están en nueve lugares o más, el intervalo se recalibra para que contenga el 90 % de las lecturas excluidas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="407"/>
        <source>Regression method. auto needs no knowledge of the others:
- auto: tries linear, lightgbm, extra_trees and random_forest, and takes the one with the smallest error at what VALIDATION leaves out (a forest, whose maps are slow, only where nothing quicker ties with it), or the mean of the best two or three where it gains more than chance.
- lstm, temporal_cnn, transformer, mmnet: see the days before as they are (SERIES, DAYS_BEFORE); they need PyTorch for training, not for maps.
- The others are as in Train Model.</source>
        <translation>Método de regresión. auto no exige conocer los demás:
- auto: prueba linear, lightgbm, extra_trees y random_forest, y toma el de menor error en lo que VALIDATION excluye (un bosque, cuyos mapas son lentos, solo si nada más rápido empata con él), o la media de los dos o tres mejores donde gana más de lo que explica el azar.
- lstm, temporal_cnn, transformer, mmnet: ven los días anteriores tal como son (SERIES, DAYS_BEFORE); requieren PyTorch para entrenarse, no para los mapas.
- Los demás son los de Entrenar modelo.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="92"/>
        <source>Daily stacks (rain, temperature, ...) on the grid of the stacks: what the 60 days up to each stack&apos;s date have left behind is derived from them (ANTECEDENT) and written to antecedent_YYYYMMDD.tif. Rain is in mm per day.</source>
        <translation>Pilas diarias (lluvia, temperatura...) en la cuadrícula de las pilas: de ellas se deriva lo que dejaron los 60 días hasta la fecha de cada pila (ANTECEDENT), y se escribe en antecedent_YYYYMMDD.tif. La lluvia está en mm por día.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="105"/>
        <source>Demo districts</source>
        <translation>Distritos de la demostración</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="106"/>
        <source>Demo stations</source>
        <translation>Estaciones de la demostración</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="12"/>
        <source>A predictor is selected when its correlation with soil moisture is significant below this p-value, 0 to 1; with several dates, over all of them or within them.</source>
        <translation>Un predictor se selecciona cuando su correlación con la humedad del suelo es significativa por debajo de este valor p, de 0 a 1; con varias fechas, sobre todas ellas o dentro de ellas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="621"/>
        <source>With PREDICTORS_USED screened: predictors with a p-value below this are kept, 0.000001 to 1; cells near each other count as partly the same. With several dates the correlation within dates counts as well as that over all of them.</source>
        <translation>Con PREDICTORS_USED screened: se conservan los predictores con un valor p inferior a este, de 0.000001 a 1; las celdas próximas entre sí cuentan en parte como la misma. Con varias fechas, la correlación dentro de las fechas cuenta igual que la de todas ellas.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="658"/>
        <source>{} inputs selected</source>
        <translation>{} entradas seleccionadas</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="314"/>
        <source>Pairs of earlier maps</source>
        <translation>Pares de mapas anteriores</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="515"/>
        <source>Table of pairs that Validate Against Stations wrote for earlier maps of this model: the interval is recalibrated to hold 90 % of its readings, where they lie at nine places of the map or more and STATIONS don&apos;t do so. The map itself stays as it is.</source>
        <translation>Tabla de pares que Validar con estaciones escribió para mapas anteriores de este modelo: el intervalo se recalibra para que contenga el 90 % de sus lecturas, si estas se hallan en al menos nueve lugares del mapa y STATIONS no lo hace ya. El mapa en sí no cambia.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="90"/>
        <source>Daily stacks (rain, temperature ...) on the grid of the predictors, with a date each, from DAYS_BEFORE days before the first date on: for METHOD lstm, temporal_cnn, transformer, mmnet and deep_ensemble. Maps of such a model need the days before their own date.</source>
        <translation>Pilas diarias (lluvia, temperatura...) en la cuadrícula de los predictores, cada una con su fecha, desde DAYS_BEFORE días antes de la primera fecha: para METHOD lstm, temporal_cnn, transformer, mmnet y deep_ensemble. Los mapas de un modelo así necesitan los días anteriores a su propia fecha.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="202"/>
        <source>How many days of SERIES are looked back on, the last day of the date among them, 1 to 366.</source>
        <translation>Cuántos días de SERIES se tienen en cuenta, incluido el último día de la fecha, de 1 a 366.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="408"/>
        <source>Regression method. auto needs no knowledge of the others:
- auto: tries linear, linear_boosting and lightgbm, with few training rows also random_forest and hist_gradient_boosting, where their packages are installed, and takes the best on held-out cells, or their mean; the simpler of two that tie; in a small area linear. Noisy predictors are averaged over neighbouring pixels where that pays (NOISE_AUGMENTATION off: never).
- linear: needs no further package; Export Model can write it as a formula.
- linear_boosting, lightgbm, xgboost, hist_gradient_boosting, random_forest, extra_trees: decision trees, the first on top of a linear model.
- svr, neural_network (also called mlp), stacking, deep_belief_network: further methods of published studies.
- cnn: a convolutional network that uses neighbours against the noise of single pixels; auto&apos;s choice teaches it on means of pixels, where noise is low. deep_ensemble: the mean of a dense network and a cnn taught by it, with SERIES also of an LSTM. Both need PyTorch for training, not for maps.
- lstm, temporal_cnn, transformer, mmnet: look back on the days before each date (SERIES, DAYS_BEFORE); PyTorch as above.</source>
        <translation>Método de regresión. auto no exige conocer los demás:
- auto: prueba linear, linear_boosting y lightgbm, con pocas filas de entrenamiento también random_forest e hist_gradient_boosting, si sus paquetes están instalados, y toma el mejor en las celdas reservadas, o su media; el más simple de dos que empatan; en una zona pequeña, linear. Los predictores ruidosos se promedian entre píxeles vecinos donde conviene (NOISE_AUGMENTATION off: nunca).
- linear: no requiere ningún otro paquete; Exportar modelo puede escribirlo como fórmula.
- linear_boosting, lightgbm, xgboost, hist_gradient_boosting, random_forest, extra_trees: árboles de decisión, el primero sobre un modelo lineal.
- svr, neural_network (también llamado mlp), stacking, deep_belief_network: otros métodos de estudios publicados.
- cnn: una red convolucional que usa los vecinos contra el ruido de cada píxel; la elección de auto le enseña con medias de píxeles, donde el ruido es bajo. deep_ensemble: la media de una red densa y una cnn enseñada por ella, con SERIES también de una LSTM. Ambas requieren PyTorch para entrenarse, no para los mapas.
- lstm, temporal_cnn, transformer, mmnet: tienen en cuenta los días anteriores a cada fecha (SERIES, DAYS_BEFORE); PyTorch como arriba.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="500"/>
        <source>Stations: RMSE when left out</source>
        <translation>Estaciones: RMSE al dejarlas fuera</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="163"/>
        <source>First map: done. Blue is wet, brown is dry; in grey pixels conditions are unusual, and the map is less certain.</source>
        <translation>Primer mapa: listo. Azul es húmedo, marrón es seco; en los píxeles grises las condiciones son poco comunes y el mapa es menos seguro.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="300"/>
        <source>Open the report</source>
        <translation>Abrir el informe</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="13"/>
        <source>A set of predictors. Default: monthly_1km_modis, unless VARIABLES are given.
- monthly_1km_modis: vegetation, temperature, evapotranspiration, elevation and land cover.
- monthly_1km_modis_soil_rain: reflectance indices, leaf area, albedo, thermal inertia, evapotranspiration, terrain, soil and rain.
- single_date_1km_landsat_modis: Landsat bands, wetness, temperature and indices, MODIS leaf area and albedo, elevation.
- single_date_1km_modis_landsat: Landsat bands and wetness, with temperature, NDVI, EVI and albedo bands of MODIS: fewer gaps where Landsat sees clouds.
- daily_30m_hls_sentinel1: 30 m indices, radar, terrain, land cover, soil and weather (contiguous USA).
- daily_1km_rain_vegetation_soil: rain with its memory, vegetation and water indices, elevation and soil, for surface and root zone.</source>
        <translation>Un conjunto de predictores. Por defecto, monthly_1km_modis, salvo que se den VARIABLES.
- monthly_1km_modis: vegetación, temperatura, evapotranspiración, elevación y cobertura del suelo.
- monthly_1km_modis_soil_rain: índices de reflectancia, área foliar, albedo, inercia térmica, evapotranspiración, terreno, suelo y lluvia.
- single_date_1km_landsat_modis: bandas, humedad, temperatura e índices de Landsat, área foliar y albedo de MODIS, elevación.
- single_date_1km_modis_landsat: bandas y humedad de Landsat, con temperatura, NDVI, EVI y bandas de albedo de MODIS: menos huecos donde Landsat ve nubes.
- daily_30m_hls_sentinel1: índices de 30 m, radar, terreno, cobertura del suelo, suelo y tiempo (EE. UU. continental).
- daily_1km_rain_vegetation_soil: lluvia con su memoria, índices de vegetación y agua, elevación y suelo, para superficie y zona radicular.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="329"/>
        <source>Pixels with conditions that no pixel had in training (%)</source>
        <translation>Píxeles con condiciones que ningún píxel tuvo en el entrenamiento (%)</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="522"/>
        <source>The Help button opens a page with their full texts.</source>
        <translation>El botón Ayuda abre una página con sus textos completos.</translation>
    </message>
    <message>
        <location filename="../build/translations/texts.py" line="257"/>
        <source>Model file (.smdm) of Train Model or Train on Stations.</source>
        <translation>Archivo de modelo (.smdm) de Entrenar modelo o de Entrenar con estaciones.</translation>
    </message>
</context>
</TS>
