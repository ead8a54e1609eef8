; The Windows installer: for one user, without administrator's rights.
;   makensis -WX -DVERSION=1.2.3 -DSRC=folder -DICON=app.ico -DOUT=setup.exe installer.nsi
; SRC is the frozen folder. Add -DAMD64 where makensis has 64-bit stubs (Debian's has).
Unicode true
!ifdef AMD64
Target amd64-unicode
!endif
!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "x64.nsh"
!include "WinVer.nsh"

!define APP "Seedream Desktop"
!define KEY "SeedreamDesktop"
!define EXE "seedream-desktop.exe"
!define QUEUE "SeedreamDesktop.Queue"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${KEY}"
!define CLASSES "Software\Classes"
!define LIBRARY "$LOCALAPPDATA\SeedreamDesktop\Seedream Desktop"
!ifndef VERSION
!error "pass -DVERSION=1.2.3"
!endif
!ifndef SRC
!error "pass -DSRC=the frozen folder"
!endif
!ifndef OUT
!error "pass -DOUT=the installer to be made"
!endif

Name "${APP}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${APP}"
InstallDirRegKey HKCU "Software\${KEY}" "InstallDir"
SetCompressor /SOLID lzma
ManifestDPIAware true
ManifestSupportedOS Win10
ManifestLongPathAware true
BrandingText "${APP} ${VERSION}"
!ifdef SIGN ; a command with %1 for the file, such as: signtool sign … "%1"
!finalize '${SIGN}'
!uninstfinalize '${SIGN}'
!endif

VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${APP}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileDescription "${APP} installer"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey CompanyName "The developers of Seedream Desktop"
VIAddVersionKey LegalCopyright "MIT licence"

!ifdef ICON
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!endif
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString IN_USE ${LANG_ENGLISH} "Seedream Desktop is open. Close it, then press Retry. What it has sent is kept."
LangString IN_USE ${LANG_SIMPCHINESE} "Seedream Desktop 正在运行。请先关闭它，再点“重试”。已发送的内容都会保留。"
LangString TOO_OLD ${LANG_ENGLISH} "Seedream Desktop needs 64-bit Windows 10 or newer."
LangString TOO_OLD ${LANG_SIMPCHINESE} "Seedream Desktop 需要 64 位 Windows 10 或更高版本。"
LangString LIBRARY_TOO ${LANG_ENGLISH} "Delete your library too? It holds every paid result, the record of what was spent, and your settings. Your own photographs are not in it.$\n$\n${LIBRARY}$\n$\nWhat is deleted here cannot be brought back."
LangString LIBRARY_TOO ${LANG_SIMPCHINESE} "是否同时删除图库？其中有全部已付费的结果、花费记录和设置。您自己的照片不在其中。$\n$\n${LIBRARY}$\n$\n删除后无法恢复。"
LangString QUEUE_TYPE ${LANG_ENGLISH} "Seedream queue"
LangString QUEUE_TYPE ${LANG_SIMPCHINESE} "Seedream 队列"

Function .onInit
  ${IfNot} ${AtLeastWin10}
  !ifndef AMD64 ; a 64-bit installer runs nowhere else
  ${OrIfNot} ${RunningX64}
  !endif
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    Abort
  ${EndIf}
FunctionEnd

!macro WAIT_UNTIL_CLOSED
  ; A program that runs holds its own file open for writing.
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\${EXE}"
      ${Break}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\${EXE}" a
    ${IfNot} ${Errors}
      FileClose $0
      ${Break}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IN_USE)" /SD IDCANCEL IDRETRY +2
    Abort
  ${Loop}
!macroend

Section "Program"
  !insertmacro WAIT_UNTIL_CLOSED
  RMDir /r "$INSTDIR\_internal" ; nothing of an older version stays
  SetOutPath "$INSTDIR"
  File /r "${SRC}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${APP}.lnk" "$INSTDIR\${EXE}"
  WriteRegStr HKCU "Software\${KEY}" "InstallDir" "$INSTDIR"

  ; queues open with it, pictures and folders may
  WriteRegStr HKCU "${CLASSES}\.seedream-queue" "" "${QUEUE}"
  WriteRegStr HKCU "${CLASSES}\${QUEUE}" "" "$(QUEUE_TYPE)"
  WriteRegStr HKCU "${CLASSES}\${QUEUE}\DefaultIcon" "" "$INSTDIR\${EXE},0"
  WriteRegStr HKCU "${CLASSES}\${QUEUE}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'
  WriteRegStr HKCU "${CLASSES}\Applications\${EXE}" "FriendlyAppName" "${APP}"
  WriteRegStr HKCU "${CLASSES}\Applications\${EXE}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'
  !macro OPENS EXTENSION
    WriteRegStr HKCU "${CLASSES}\Applications\${EXE}\SupportedTypes" "${EXTENSION}" ""
    WriteRegStr HKCU "${CLASSES}\${EXTENSION}\OpenWithList\${EXE}" "" ""
  !macroend
  !insertmacro OPENS ".jpg"
  !insertmacro OPENS ".jpeg"
  !insertmacro OPENS ".png"
  !insertmacro OPENS ".webp"
  !insertmacro OPENS ".tif"
  !insertmacro OPENS ".tiff"
  !insertmacro OPENS ".heic"
  !insertmacro OPENS ".avif"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${APP}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${EXE},0"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The developers of Seedream Desktop"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  !insertmacro WAIT_UNTIL_CLOSED
  Delete "$SMPROGRAMS\${APP}.lnk"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${EXE}"
  Delete "$INSTDIR\seedream.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only if nothing of the user's is in it
  !macro OPENS_NO_MORE EXTENSION
    DeleteRegKey HKCU "${CLASSES}\${EXTENSION}\OpenWithList\${EXE}"
  !macroend
  !insertmacro OPENS_NO_MORE ".jpg"
  !insertmacro OPENS_NO_MORE ".jpeg"
  !insertmacro OPENS_NO_MORE ".png"
  !insertmacro OPENS_NO_MORE ".webp"
  !insertmacro OPENS_NO_MORE ".tif"
  !insertmacro OPENS_NO_MORE ".tiff"
  !insertmacro OPENS_NO_MORE ".heic"
  !insertmacro OPENS_NO_MORE ".avif"
  DeleteRegKey HKCU "${CLASSES}\Applications\${EXE}"
  DeleteRegKey HKCU "${CLASSES}\${QUEUE}"
  ReadRegStr $0 HKCU "${CLASSES}\.seedream-queue" ""
  ${If} $0 == "${QUEUE}"
    DeleteRegKey HKCU "${CLASSES}\.seedream-queue"
  ${EndIf}
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\${KEY}"
  ; The library is the user's: kept without a word from them, and always in silence.
  ${If} ${FileExists} "${LIBRARY}\*.*"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(LIBRARY_TOO)" /SD IDNO IDNO +2
    RMDir /r "${LIBRARY}"
  ${EndIf}
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
