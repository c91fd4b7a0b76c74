#!/usr/bin/env bash
# The Orfeo Toolbox from apt-get, if it can be had; without it `make bench` leaves it out.
set -u
command -v otbcli_ImageRegression >/dev/null && exit 0
sudo=""
if [ "$(id -u)" != 0 ]; then
    sudo="sudo -n"
fi
echo "Installing the Orfeo Toolbox with apt-get ..." >&2
{ $sudo apt-get -q update && $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends otb-bin; } \
    >/dev/null 2>&1 || echo "The Orfeo Toolbox can't be installed here (package otb-bin): it is left out." >&2
exit 0
