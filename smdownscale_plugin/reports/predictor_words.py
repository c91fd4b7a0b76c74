"""Names of predictors spelled out for readers who don't know the abbreviations."""
_WORDS = {
    "ndvi": "vegetation index NDVI", "evi": "vegetation index EVI", "lai": "leaf area index",
    "sif": "solar-induced fluorescence", "lst": "land surface temperature", "lst_day": "daytime surface temperature",
    "lst_night": "night-time surface temperature", "lst_range": "day-night temperature range",
    "vv": "radar backscatter, VV", "vh": "radar backscatter, VH", "api": "antecedent precipitation index",
    "rain": "rain", "rain_api": "antecedent precipitation index", "et": "evapotranspiration",
    "pet": "potential evapotranspiration", "eto": "reference evapotranspiration", "vpd": "vapour pressure deficit",
    "albedo": "share of sunlight reflected", "twi": "topographic wetness index", "elevation": "height above sea level",
    "slope": "slope of the land", "aspect": "direction of the slope", "clay": "clay content", "sand": "sand content",
    "silt": "silt content", "soc": "soil organic carbon", "landcover": "land cover", "land_cover": "land cover",
    "ndwi": "water index NDWI", "ndmi": "moisture index NDMI", "savi": "soil-adjusted vegetation index",
    "swir1": "short-wave infrared reflectance", "swir2": "short-wave infrared reflectance",
    "nir": "near-infrared reflectance", "red": "red reflectance", "green": "green reflectance",
    "blue": "blue reflectance", "temperature": "air temperature", "water": "share of open water",
}


def in_words(name: str) -> str:
    """What a predictor is, by its name or the start of it up to an underscore; '' where unknown."""
    parts = name.lower().split("_")
    for count in range(len(parts), 0, -1):
        words = _WORDS.get("_".join(parts[:count]))
        if words:
            return words
    return ""


def spelled_out(name: str) -> str:
    """`vv (radar backscatter, VV)`; the name alone where that says it all."""
    words = in_words(name)
    return f"{name} ({words})" if words and words != name.replace("_", " ") else name
