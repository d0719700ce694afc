-- A session with fastest.lua: signs, commands, output, coverage, cancelling.
local s = require("steps")
local told = {}
vim.notify = function(text)
  table.insert(told, text)
end
local function is_told(text)
  return function()
    return vim.iter(told):any(function(each)
      return each:find(text, 1, true) ~= nil
    end)
  end
end

vim.cmd.edit("test_shop.py")
s.wait("the server", function()
  return #vim.lsp.get_clients({ name = "fastest" }) == 1
end)
vim.api.nvim_win_set_cursor(0, { 6, 4 })
vim.cmd("FastestNearest")
s.wait("a sign at the test", function()
  return s.shows("^fastest$", "5:✗failed")
end)
s.need(vim.deep_equal(s.failing_lines(), { 7 }), "the failing line")
s.need(not s.shows("^fastest$", "1:"), "the other test was not run")

vim.cmd("FastestOutput")
local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
s.need(text:find("assert (1 + 2) == 4", 1, true) ~= nil and text:find("said before", 1, true) ~= nil, "output: " .. text)
vim.cmd("close")

-- Not written by the person: the command saves what it runs.
vim.api.nvim_buf_set_lines(0, 6, 7, false, { "    assert 1 + 2 == 3" })
vim.cmd("FastestFailed")
s.wait("fixed", function()
  return s.shows("^fastest$", "5:✓passed") and #vim.diagnostic.get(0) == 0
end)
s.need(not vim.bo.modified, "saved")
s.wait("the status", function()
  return require("fastest").status() == "1 passed"
end)

vim.cmd("FastestFile")
s.wait("the file", function()
  return s.shows("^fastest$", "1:✓passed") and is_told("2 passed")()
end)
vim.cmd("FastestLast")
vim.cmd("FastestAll")
s.wait("everything", is_told("2 passed, 1 skipped"))

vim.cmd("FastestCoverage")
s.wait("coverage", function()
  return s.shows("^fastest%-coverage$", "2:▎")
end)
vim.cmd("FastestCoverage!")
s.need(#s.marks("^fastest%-coverage$") == 0, "the marks are gone")

vim.fn.writefile({ "import time", "def test_waits():", "    time.sleep(600)" }, "test_slow.py")
vim.cmd.edit("test_slow.py")
vim.api.nvim_win_set_cursor(0, { 3, 4 })
vim.cmd("FastestNearest")
s.wait("a test that waits", function()
  return s.shows("^fastest$", "2:…started")
end)
vim.cmd("FastestCancel")
s.wait("cancelled", is_told("cancelled"))
s.wait("no state is left of it", function()
  return not s.shows("^fastest$", "2:")
end)
s.quit()
