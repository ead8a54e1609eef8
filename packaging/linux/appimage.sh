#!/bin/bash
# Lays out an AppDir of the frozen folder, and makes an AppImage of it where appimagetool is.
#   python3 dev.py package freeze && bash packaging/linux/appimage.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
id=org.seedreamdesktop.SeedreamDesktop
tree=build/package/SeedreamDesktop.AppDir
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' seedream_desktop/__init__.py)
rm -rf "$tree"
mkdir -p "$tree/usr/share/applications" "$tree/usr/share/metainfo" "$tree/usr/share/icons/hicolor/scalable/apps"
cp -a build/package/dist/seedream-desktop "$tree/usr/program"
cp "packaging/linux/$id.desktop" "$tree/usr/share/applications/"
cp "packaging/linux/$id.desktop" "$tree/"
cp "build/package/made/$id.metainfo.xml" "$tree/usr/share/metainfo/"
mkdir -p "$tree/usr/share/mime/packages"
cp "packaging/linux/$id.mime.xml" "$tree/usr/share/mime/packages/$id.xml"
cp resources/icons/app.svg "$tree/usr/share/icons/hicolor/scalable/apps/$id.svg"
cp resources/icons/app.svg "$tree/$id.svg"
cat >"$tree/AppRun" <<'RUN'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/usr/program/seedream-desktop" "$@"
RUN
chmod +x "$tree/AppRun"
QT_QPA_PLATFORM=offscreen "$tree/AppRun" --self-test
if command -v appimagetool >/dev/null; then
  appimagetool "$tree" "build/package/SeedreamDesktop-$version-x86_64.AppImage"
else
  echo "appimagetool is not here: $tree is as far as it goes"
fi
