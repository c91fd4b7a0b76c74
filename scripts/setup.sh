#!/usr/bin/env bash
# Everything that demo and tests need, on Debian and Ubuntu: QGIS from apt, a virtual environment that sees it, packages from pip.
#   scripts/setup.sh ENVIRONMENT REQUIREMENTS [tests]
# With `tests` also PyTorch's CPU build, where pip finds it. Run again, it only does what is missing.
# Elsewhere than on Debian and Ubuntu: install QGIS first.
set -eu
environment=$1 requirements=$2 purpose=${3:-}
torch=2.13.0+cpu   # a version that only indexes of CPU builds have: never the build with CUDA, which is gigabytes
python=/usr/bin/python3   # the system's: QGIS's modules are built for it

present() {
    { command -v qgis_process || command -v qgis_process.bin; } >/dev/null 2>&1 &&
        "$python" -c 'import ensurepip, numpy, osgeo.gdal_array, qgis.core' >/dev/null 2>&1 && command -v gdal_translate >/dev/null
}

if ! present; then
    command -v apt-get >/dev/null || { echo "Install QGIS with its Python modules, GDAL's tools and python3-venv first." >&2; exit 1; }
    sudo=""
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "Run this as root once, or install sudo: QGIS comes through apt-get." >&2; exit 1; }
        sudo="sudo"
    fi
    echo "Installing QGIS and its Python modules with apt-get (a few hundred megabytes) ..." >&2
    log=$(mktemp)
    {
        $sudo apt-get -q update &&
            $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
                qgis python3-qgis python3-gdal gdal-bin python3-venv python3-scipy python3-matplotlib
    } >"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }
    rm -f "$log"
    present || { echo "QGIS was installed, but its Python modules can't be imported by $python." >&2; exit 1; }
fi

if ! "$environment/bin/python" -c 'import qgis.core, pip' 2>/dev/null; then
    echo "Making the virtual environment $environment ..." >&2
    rm -rf "$environment"
    "$python" -m venv --system-site-packages "$environment"
fi

# numpy and whatever else QGIS and GDAL were built with must stay as they are
constraints=$environment/constraints.txt
"$python" - >"$constraints" <<'END'
from importlib.metadata import PackageNotFoundError, version
for name in ("numpy", "scipy", "matplotlib", "GDAL"):
    try:
        print(f"{name}=={version(name)}")
    except PackageNotFoundError:
        pass
END
echo "Installing packages with pip ..." >&2
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "$constraints" --requirement "$requirements"

if [ "$purpose" = tests ] && ! "$environment/bin/python" -c 'import torch' 2>/dev/null; then
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "$constraints" "torch==$torch" \
        >/dev/null 2>&1 || echo "PyTorch's CPU build ($torch) wasn't found by pip: tests of network training are skipped." >&2
fi
