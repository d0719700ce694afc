-- A session with the guide's first set-up: lenses, a failure, its fix, the menu of actions, progress.
local s = require("steps")
local progress = {}
vim.api.nvim_create_autocmd("LspProgress", {
  callback = function(event)
    table.insert(progress, event.data.params.value.kind)
  end,
})

vim.cmd.edit("test_shop.py")
s.wait("a lens for each test", function()
  return vim.deep_equal(s.marks("codelens"), { "1:▶ Run", "5:▶ Run" })
end)

vim.api.nvim_win_set_cursor(0, { 5, 0 })
vim.lsp.codelens.run()
s.wait("the failing line", function()
  return vim.deep_equal(s.failing_lines(), { 7 })
end)
s.need(vim.diagnostic.get(0)[1].message:find("assert (1 + 2) == 4", 1, true) ~= nil, "pytest's words")
s.wait("progress begins and ends", function()
  return progress[1] == "begin" and progress[#progress] == "end"
end)
s.wait("the lens says how it ended", function()
  return s.shows("codelens", "5:✗ failed")
end)

s.type(7, "    assert 1 + 2 == 3")
s.wait("the lens says that the file differs", function()
  return s.shows("codelens", "(saved version)")
end)
vim.cmd("silent write")
vim.lsp.codelens.run()
s.wait("fixed: no diagnostic", function()
  return #vim.diagnostic.get(0) == 0
end)
s.wait("the lens says that it passed", function()
  return s.shows("codelens", "5:✓") and not s.shows("codelens", "saved")
end)

local menu, chosen
vim.ui.select = function(items, options, choose)
  menu = vim.tbl_map(options.format_item, items)
  chosen = function(title)
    for index, text in ipairs(menu) do
      if text:find(title, 1, true) then
        choose(items[index], index)
      end
    end
  end
end
vim.api.nvim_win_set_cursor(0, { 2, 4 })
vim.lsp.buf.code_action()
s.wait("the menu of actions", function()
  return menu ~= nil
end)
s.need(table.concat(menu, "\n"):find("Run test_ok", 1, true) ~= nil, "the nearest test: " .. vim.inspect(menu))
chosen("Run test_ok")
s.wait("the action ran the test", function()
  return s.shows("codelens", "1:✓")
end)
s.quit()
