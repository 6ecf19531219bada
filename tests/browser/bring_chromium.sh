#!/usr/bin/env bash
# Installs Chromium and Chinese fonts for the browser tests where this user may; says so where not.
set -u
if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests ..."
  apt-get update -q >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium fonts-noto-cjk >/dev/null 2>&1 && exit 0
fi
echo "Chromium is not here and cannot be installed by this user: the browser tests will be skipped."
