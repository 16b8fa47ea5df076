; The installer of Windows, for one person and without rights of an administrator. makensis reads it on every system:
;   makensis -DVERSION=... -DAPPLICATION=... -DLICENSE=... -DASSOCIATIONS=... -DICON=... -DOUTPUT=... inpaint-studio.nsi
; build_windows.py calls it so. It changes no default: every kind of file gets an entry under "Open with".

Unicode true
ManifestDPIAware true
SetCompressor /SOLID lzma
RequestExecutionLevel user

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "x64.nsh"
!include "WinVer.nsh"

!define TITLE "Inpaint Studio"
!define EXECUTABLE "inpaint-studio.exe"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\inpaint-studio"
!define PROGRAM_ID "InpaintStudio"
!define CAPABILITIES "Software\Inpaint Studio\Capabilities"

Name "${TITLE}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Inpaint Studio"
InstallDirRegKey HKCU "Software\Inpaint Studio" "Folder"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${TITLE}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${TITLE} installer"
VIAddVersionKey "LegalCopyright" "MIT License"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXECUTABLE}"
!insertmacro MUI_PAGE_LICENSE "${LICENSE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString NeedsWindows ${LANG_ENGLISH} "${TITLE} needs Windows 10 or newer, 64 bits."
LangString NeedsWindows ${LANG_SIMPCHINESE} "${TITLE} 需要 64 位的 Windows 10 或更新版本。"

!macro REGISTER_KIND KEY TITLE_OF_KIND
  WriteRegStr HKCU "Software\Classes\${PROGRAM_ID}.${KEY}" "" "${TITLE_OF_KIND}"
  WriteRegStr HKCU "Software\Classes\${PROGRAM_ID}.${KEY}\DefaultIcon" "" "$INSTDIR\${EXECUTABLE},0"
  WriteRegStr HKCU "Software\Classes\${PROGRAM_ID}.${KEY}\shell\open\command" "" '"$INSTDIR\${EXECUTABLE}" "%1"'
!macroend

!macro REGISTER_SUFFIX SUFFIX KEY
  WriteRegStr HKCU "Software\Classes\${SUFFIX}\OpenWithProgids" "${PROGRAM_ID}.${KEY}" ""
  WriteRegStr HKCU "${CAPABILITIES}\FileAssociations" "${SUFFIX}" "${PROGRAM_ID}.${KEY}"
  WriteRegStr HKCU "Software\Classes\Applications\${EXECUTABLE}\SupportedTypes" "${SUFFIX}" ""
!macroend

!macro FORGET_KIND KEY
  DeleteRegKey HKCU "Software\Classes\${PROGRAM_ID}.${KEY}"
!macroend

!macro FORGET_SUFFIX SUFFIX KEY
  DeleteRegValue HKCU "Software\Classes\${SUFFIX}\OpenWithProgids" "${PROGRAM_ID}.${KEY}"
  DeleteRegKey /ifempty HKCU "Software\Classes\${SUFFIX}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "Software\Classes\${SUFFIX}"
!macroend

!include "${ASSOCIATIONS}"

; What an earlier version installed, and nothing else: a person may have chosen a folder that holds more.
!macro REMOVE_FILES
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${EXECUTABLE}"
  Delete "$INSTDIR\NOTICES.txt"
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(NeedsWindows)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

Section "Program"
  !insertmacro REMOVE_FILES
  SetOutPath "$INSTDIR"
  File /r "${APPLICATION}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${EXECUTABLE}"

  WriteRegStr HKCU "Software\Inpaint Studio" "Folder" "$INSTDIR"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\${EXECUTABLE}" "" "$INSTDIR\${EXECUTABLE}"
  WriteRegStr HKCU "Software\Classes\Applications\${EXECUTABLE}" "FriendlyAppName" "${TITLE}"
  WriteRegStr HKCU "Software\Classes\Applications\${EXECUTABLE}\shell\open\command" "" '"$INSTDIR\${EXECUTABLE}" "%1"'
  WriteRegStr HKCU "${CAPABILITIES}" "ApplicationName" "${TITLE}"
  WriteRegStr HKCU "${CAPABILITIES}" "ApplicationDescription" "Fill damage and marks in photographs"
  WriteRegStr HKCU "Software\RegisteredApplications" "${TITLE}" "${CAPABILITIES}"
  !insertmacro REGISTER_FILE_TYPES

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${EXECUTABLE}"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Inpaint Studio authors"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)' ; associations have changed
SectionEnd

Section "Uninstall"
  !insertmacro REMOVE_FILES
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  !insertmacro FORGET_FILE_TYPES
  DeleteRegKey HKCU "Software\Classes\Applications\${EXECUTABLE}"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\${EXECUTABLE}"
  DeleteRegValue HKCU "Software\RegisteredApplications" "${TITLE}"
  DeleteRegKey HKCU "Software\Inpaint Studio"
  DeleteRegKey HKCU "${UNINSTALL}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
