#!/usr/bin/env bash
# Builds the image: a Python of 3.11 or newer with the pinned requirements, in a place that is nobody's home.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
SOURCE="${AUTOGRADER_ROOT:-/autograder}/source"
apt-get update
apt-get install --yes --no-install-recommends python3 python3-pip python3-venv
for python in python3.13 python3.12 python3.11 python3; do
    if command -v "$python" > /dev/null && "$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))'; then
        "$python" -m venv /opt/grading
        break
    fi
done
if [ ! -x /opt/grading/bin/python ]; then  # Ubuntu 22.04 has 3.10
    python3 -m venv /opt/installer
    /opt/installer/bin/python -m pip install --quiet "uv>=0.11"
    UV_PYTHON_INSTALL_DIR=/opt/python /opt/installer/bin/uv venv --quiet --seed --python 3.13 /opt/grading
fi
/opt/grading/bin/python -m pip install --quiet --requirement "$SOURCE/requirements.txt"
