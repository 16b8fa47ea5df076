--[[
Inpaint Studio for darktable: edits the selected photographs and brings the results back as TIFFs of 16 bits.

Copy this file into ~/.config/darktable/lua/ and add the line

    require "inpaint_studio"

to ~/.config/darktable/luarc. The button "edit in Inpaint Studio" then stands in the lighttable's panel
"actions on selection"; a key for it can be set in the preferences. Where the program is not on the PATH, its command
can be set in the preferences, page "Lua options".

Needs the Lua API 7 or later (darktable 3.6). No network; the photograph itself is not touched: what is edited is an
export beside it, grouped with it, which is removed again where nothing was saved.
]]

local dt = require "darktable"

local MODULE <const> = "inpaint_studio"
local CHANGED <const>, UNCHANGED <const> = 0, 3 -- exit codes of `inpaint-studio --return`

dt.preferences.register(
  MODULE, "command", "string", "Inpaint Studio: command",
  "how the program is started, for instance /opt/inpaint-studio/bin/inpaint-studio", "inpaint-studio"
)

-- A word for a POSIX shell.
local function quoted(word)
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

-- A path beside the photograph that no file has.
local function free_path(image)
  local stem = image.path .. "/" .. image.filename:gsub("%.[^.]*$", "")
  local path, number = stem .. "_inpaint.tif", 1
  while exists(path) do
    number = number + 1
    path = stem .. "_inpaint_" .. number .. ".tif"
  end
  return path
end

-- Edit one photograph. Returns the new one; nil where it was not changed, or something failed, which is said.
local function edit(image)
  local path = free_path(image)
  local format = dt.new_format("tiff")
  format.bpp = 16
  format.max_width, format.max_height = 0, 0
  format:write_image(image, path)
  if not exists(path) then
    dt.print("Inpaint Studio: " .. image.filename .. " could not be exported to " .. path)
    return nil
  end
  local command = dt.preferences.read(MODULE, "command", "string")
  local code = dt.control.execute(command .. " --return " .. quoted(path) .. " --host darktable")
  if code == CHANGED then
    os.remove(path .. "~") -- the export as it was; the photograph is still there
    local result = dt.database.import(path)
    result:group_with(image)
    dt.print("Inpaint Studio: " .. result.filename .. " was imported")
    return result
  end
  os.remove(path)
  if code ~= UNCHANGED then
    dt.print("Inpaint Studio could not edit " .. image.filename .. "; is its command set in the preferences?")
  end
  return nil
end

local function edit_all(images)
  for _, image in ipairs(images) do
    edit(image)
  end
end

dt.gui.libs.image.register_action(
  MODULE, "edit in Inpaint Studio",
  function(_, images) edit_all(images) end,
  "export the selected photographs as 16-bit TIFF, edit them in Inpaint Studio and import what was saved"
)
dt.register_event(
  MODULE, "shortcut", function() edit_all(dt.gui.action_images) end, "edit in Inpaint Studio"
)

return { edit = edit }
