#!/bin/bash
# Signs and notarises the app where the secrets are there, and makes the disk image. macOS only.
set -euo pipefail
cd "$(dirname "$0")/../.."
app="build/package/dist/Seedream Desktop.app"
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' seedream_desktop/__init__.py)
image="build/package/SeedreamDesktop-$version-${KIND:-$(uname -m)}.dmg"
room=$(mktemp -d)
trap 'rm -rf "$room"; security delete-keychain seedream-build.keychain 2>/dev/null || true' EXIT

if [ -n "${CERTIFICATE:-}" ]; then
  base64 -d <<<"$CERTIFICATE" >"$room/certificate.p12"
  secret=$(uuidgen)
  security create-keychain -p "$secret" seedream-build.keychain
  security set-keychain-settings -lut 3600 seedream-build.keychain
  security unlock-keychain -p "$secret" seedream-build.keychain
  security import "$room/certificate.p12" -k seedream-build.keychain -P "$PASSWORD" -T /usr/bin/codesign
  security set-key-partition-list -S apple-tool:,apple: -s -k "$secret" seedream-build.keychain >/dev/null
  security list-keychains -d user -s seedream-build.keychain login.keychain
  # From the inside out: libraries, wherever they are and whatever they are called, frameworks
  # as wholes, the two programs, the bundle.
  find "$app/Contents" -type f -print0 | while IFS= read -r -d '' part; do
    case $(file -b "$part") in
      Mach-O*) codesign --force --timestamp --options runtime --sign "$IDENTITY" "$part" ;;
    esac
  done
  find "$app/Contents" -depth -type d -name '*.framework' -print0 |
    xargs -0 -n 1 codesign --force --timestamp --options runtime --sign "$IDENTITY"
  for program in "$app/Contents/MacOS/seedream" "$app/Contents/MacOS/seedream-desktop" "$app"; do
    codesign --force --timestamp --options runtime --entitlements packaging/macos/entitlements.plist \
      --sign "$IDENTITY" "$program"
  done
  codesign --verify --deep --strict "$app"
else
  echo "No certificate: left unsigned"
fi

mkdir "$room/image"
ditto "$app" "$room/image/Seedream Desktop.app"
ln -s /Applications "$room/image/Applications"
rm -f "$image"
hdiutil create -volname "Seedream Desktop" -srcfolder "$room/image" -format UDZO -quiet "$image"

if [ -n "${CERTIFICATE:-}" ] && [ -n "${NOTARY_KEY:-}" ]; then
  codesign --force --timestamp --sign "$IDENTITY" "$image"
  printf %s "$NOTARY_KEY" >"$room/notary.p8"
  xcrun notarytool submit "$image" --wait --key "$room/notary.p8" \
    --key-id "$NOTARY_KEY_ID" --issuer "$NOTARY_ISSUER"
  xcrun stapler staple "$image"
else
  echo "No notary key: not notarised"
fi
