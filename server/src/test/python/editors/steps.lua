-- What the drives share: each step is said on stdout, and the first that fails ends Neovim with status 1.
local M = {}
local began = vim.uv.now()

function M.need(ok, what)
  io.stdout:write(string.format("%s after %d ms: %s\n", ok and "ok" or "FAIL", vim.uv.now() - began, what))
  io.stdout:flush()
  if not ok then
    vim.cmd("cquit!")
  end
end

-- Waits until `happens` is true; nothing takes as long as the limit.
function M.wait(what, happens)
  local ok = vim.wait(20000, happens, 20)
  M.need(ok, ok and what or what .. ": " .. M.seen())
end

-- What a person sees in the buffer beside its text: line:text of each mark of the namespaces with that pattern.
function M.marks(namespace)
  local found = {}
  for name, id in pairs(vim.api.nvim_get_namespaces()) do
    if name:find(namespace) then
      for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, id, 0, -1, { details = true })) do
        local text = vim.trim(mark[4].sign_text or "")
        for _, part in ipairs(mark[4].virt_text or {}) do
          text = text .. part[1]
        end
        found[#found + 1] = (mark[2] + 1) .. ":" .. text
      end
    end
  end
  table.sort(found)
  return found
end

function M.shows(namespace, text)
  return vim.iter(M.marks(namespace)):any(function(mark)
    return mark:find(text, 1, true) ~= nil
  end)
end

function M.failing_lines()
  return vim.tbl_map(function(diagnostic)
    return diagnostic.lnum + 1
  end, vim.diagnostic.get(0))
end

function M.seen()
  return vim.inspect({
    lenses = M.marks("codelens"),
    signs = M.marks("^fastest"),
    diagnostics = vim.diagnostic.get(0),
    messages = vim.fn.execute("messages"),
  })
end

-- Replaces a line as typing does: the script itself raises none of the events of a person's keys.
function M.type(line, text)
  vim.api.nvim_buf_set_lines(0, line - 1, line, false, { text })
  vim.cmd("doautocmd TextChanged")
end

function M.quit()
  vim.cmd("quitall!")
end

return M
