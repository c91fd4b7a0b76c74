"""Soil moisture granules as the archives give them: SMAP levels 2, 3 and 4 (HDF5), and AMSR-2 by LPRM (netCDF-4)."""
