-- Signs and :Fastest… commands over the tests/* messages of `fastest --stdio`; see ../neovim.md.
local M = {}

local marks = vim.api.nvim_create_namespace("fastest")
local covered = vim.api.nvim_create_namespace("fastest-coverage")
local OUTPUT_LIMIT = 1024 * 1024

local SIGNS = {
  enqueued = { "…", "DiagnosticHint" },
  started = { "…", "DiagnosticInfo" },
  passed = { "✓", "DiagnosticOk" },
  failed = { "✗", "DiagnosticError" },
  errored = { "✗", "DiagnosticError" },
  skipped = { "○", "DiagnosticHint" },
  xfailed = { "✓", "DiagnosticHint" },
  xpassed = { "✓", "DiagnosticWarn" },
}
-- What is shown of several tests below one line: the first of these that one of them has.
local WORST = { "started", "enqueued", "errored", "failed", "xpassed", "passed", "xfailed", "skipped" }
local OUTCOMES = { "passed", "failed", "errored", "skipped", "xfailed", "xpassed" }

local items = {} -- uri of an open file → its items, parents before children
local generations = {} -- client's id → what its last change led to
local results = {} -- id → { t, durationMs, text }
local runs = {} -- ids of the runs that go on → { done, total, output, size }
local started = 0
local last = { params = nil, output = {}, summary = "" }

local function clients()
  return vim.lsp.get_clients({ name = "fastest" })
end

-- The server of the current buffer's project; where the buffer is no Python, any.
local function client()
  return vim.lsp.get_clients({ name = "fastest", bufnr = 0 })[1] or clients()[1]
end

local function say(text, level)
  vim.notify("fastest: " .. text, level or vim.log.levels.INFO)
end

local function lines_of(text)
  return vim.split(text:gsub("\n$", ""), "\n", { plain = true })
end

-- The state of each item with a line of its own: its own result, or the worst of those below it.
local function states(uri)
  local children, state = {}, {}
  for _, item in ipairs(items[uri] or {}) do
    if item.parent then
      children[item.parent] = children[item.parent] or {}
      table.insert(children[item.parent], item.id)
    end
  end
  for index = #(items[uri] or {}), 1, -1 do
    local item = items[uri][index]
    local own = results[item.id] or (item.last and { t = item.last.outcome, durationMs = item.last.durationMs })
    for _, kind in ipairs(own and {} or WORST) do
      for _, child in ipairs(children[item.id] or {}) do
        if not own and state[child] and state[child].t == kind then
          own = { t = kind }
        end
      end
    end
    state[item.id] = own
  end
  return state
end

local function draw(buffer)
  local uri = vim.uri_from_bufnr(buffer)
  vim.api.nvim_buf_clear_namespace(buffer, marks, 0, -1)
  local state = states(uri)
  for _, item in ipairs(items[uri] or {}) do
    local shown, place = state[item.id], item.selectionRange
    local own_line = item.kind == "function" or item.kind == "class"
    if shown and place and own_line and place.start.line < vim.api.nvim_buf_line_count(buffer) then
      local sign = SIGNS[shown.t]
      local time = shown.durationMs and string.format("%s %.0f ms", shown.t, shown.durationMs) or shown.t
      vim.api.nvim_buf_set_extmark(buffer, marks, place.start.line, 0, {
        sign_text = sign[1],
        sign_hl_group = sign[2],
        virt_text = { { time, sign[2] } },
      })
    end
  end
end

local function draw_all()
  for _, there in ipairs(clients()) do
    for buffer in pairs(there.attached_buffers) do
      if vim.api.nvim_buf_is_loaded(buffer) then
        draw(buffer)
      end
    end
  end
end

local drawing = false
local function draw_soon()
  if not drawing then
    drawing = true
    vim.defer_fn(function()
      drawing = false
      draw_all()
      vim.cmd.redrawstatus()
    end, 30)
  end
end

-- Asks for the items of a file, page by page.
local function list(there, uri, cursor, found)
  there:request("tests/list", cursor and { cursor = cursor } or { uri = uri }, function(failed, page)
    if failed then
      return
    end
    vim.list_extend(found, page.items)
    if page.nextCursor then
      list(there, uri, page.nextCursor, found)
    elseif page.generation < (generations[there.id] or 0) then
      list(there, uri, nil, {}) -- something changed between two pages
    else
      items[uri] = found
      draw_soon()
    end
  end)
end

local function on_change(_, change, context)
  generations[context.client_id] = change.generation
  for _, file in ipairs(change.files) do
    if items[file.uri] then
      items[file.uri] = file.op == "replace" and file.items or {}
    end
  end
  draw_soon()
end

local function keep(run, text)
  run.size = run.size + #text
  if run.size <= OUTPUT_LIMIT then
    table.insert(run.output, text)
  end
end

local function summary(event)
  local told = {}
  for _, outcome in ipairs(OUTCOMES) do
    if event.counts[outcome] > 0 then
      table.insert(told, event.counts[outcome] .. " " .. outcome)
    end
  end
  local text = #told > 0 and table.concat(told, ", ") or "no tests"
  text = event.reason == "done" and text or event.reason .. ": " .. text
  return event.message and text .. "; " .. event.message or text
end

local function show_coverage(there, run_id, event)
  for _, file in ipairs(event.files) do
    local buffer = vim.fn.bufnr(vim.uri_to_fname(file.uri))
    if buffer > 0 and vim.api.nvim_buf_is_loaded(buffer) then
      there:request("tests/coverage", { runId = run_id, uri = file.uri }, function(_, details)
        vim.api.nvim_buf_clear_namespace(buffer, covered, 0, -1)
        for _, line in ipairs(details and details.lines or {}) do
          if line.line <= vim.api.nvim_buf_line_count(buffer) then
            vim.api.nvim_buf_set_extmark(buffer, covered, line.line - 1, 0, {
              sign_text = "▎",
              sign_hl_group = line.hits > 0 and "DiagnosticOk" or "DiagnosticError",
              priority = 5,
            })
          end
        end
      end)
    end
  end
end

local function take(there, run_id, run, event)
  if event.t == "enqueued" then
    run.total = run.total + 1
    results[event.id] = { t = "enqueued", text = "" }
  elseif event.t == "started" then
    results[event.id] = { t = "started", text = "" }
  elseif event.t == "discovered" then
    for _, item in ipairs(event.items) do
      if items[item.uri] then
        table.insert(items[item.uri], item)
      end
    end
  elseif event.t == "output" then
    keep(run, event.text)
    local result = event.id and results[event.id]
    if result and #result.text < OUTPUT_LIMIT then
      result.text = result.text .. event.text
    end
  elseif vim.tbl_contains(OUTCOMES, event.t) then
    run.done = run.done + 1
    local text = results[event.id] and results[event.id].text or ""
    for _, message in ipairs(event.messages or {}) do
      text = text .. message.text .. "\n"
      keep(run, message.text .. "\n")
    end
    results[event.id] = { t = event.t, durationMs = event.durationMs, text = text }
  elseif event.t == "coverage" then
    show_coverage(there, run_id, event)
  elseif event.t == "ended" then
    runs[run_id] = nil
    last.output, last.summary = run.output, summary(event)
    for id, result in pairs(results) do
      if result.run == run_id and (result.t == "enqueued" or result.t == "started") then
        results[id] = nil
      end
    end
    say(last.summary, event.exitCode == 0 and vim.log.levels.INFO or vim.log.levels.WARN)
  end
end

local function on_run(_, message, context)
  local there = vim.lsp.get_client_by_id(context.client_id)
  local run = runs[message.runId] or { done = 0, total = 0, output = {}, size = 0 }
  runs[message.runId] = run
  for _, event in ipairs(message.events) do
    take(there, message.runId, run, event)
    if event.id and results[event.id] then
      results[event.id].run = message.runId
    end
  end
  draw_soon()
end

local function run(params)
  local there = client()
  if not there then
    return say("the server is not running in this buffer", vim.log.levels.WARN)
  end
  if vim.bo.buftype == "" and vim.fn.bufname() ~= "" then
    vim.cmd("silent update")
  end
  started = started + 1
  last.params = params
  local order = vim.tbl_extend("force", { runId = "neovim-" .. started, profile = { kind = "run" } }, params)
  there:request("tests/run", order, function(failed, answer)
    if failed or not answer.accepted then
      say(failed and failed.message or answer.reason, vim.log.levels.WARN)
    end
  end)
end

-- The current buffer's items; of one that was opened a moment ago they are waited for.
local function own_items()
  local uri = vim.uri_from_bufnr(0)
  if vim.bo.filetype == "python" and #clients() > 0 then
    vim.wait(2000, function()
      return items[uri] ~= nil
    end, 10)
  end
  return items[uri] or {}
end

-- The innermost test or class around the cursor, or nil.
local function nearest()
  local line, found = vim.api.nvim_win_get_cursor(0)[1] - 1, nil
  for _, item in ipairs(own_items()) do
    local own_line = item.kind == "function" or item.kind == "class"
    if own_line and item.range and item.range.start.line <= line and line <= item.range["end"].line then
      found = item
    end
  end
  return found
end

local function file_id()
  for _, item in ipairs(own_items()) do
    if item.kind == "file" then
      return item.id
    end
  end
end

function M.nearest()
  local item = nearest()
  if not item then
    return say("no test here")
  end
  run({ include = { item.id } })
end

function M.file(profile)
  local id = file_id()
  if not id then
    return say("no tests in this file")
  end
  run({ include = { id }, profile = profile })
end

function M.failed()
  local ids = {}
  for id, result in pairs(results) do
    if result.t == "failed" or result.t == "errored" then
      table.insert(ids, id)
    end
  end
  if #ids == 0 then
    return say("nothing has failed")
  end
  run({ include = ids })
end

function M.last()
  if not last.params then
    return say("nothing was run yet")
  end
  run(last.params)
end

function M.cancel()
  for _, there in ipairs(clients()) do
    for id in pairs(runs) do
      there:request("tests/cancel", { runId = id }, function() end)
    end
  end
end

-- The text of the test around the cursor with its cases, else of the last run.
function M.output()
  local text, item = "", nearest()
  for _, other in ipairs(item and own_items() or {}) do
    if (other.id == item.id or other.parent == item.id) and results[other.id] then
      text = text .. results[other.id].text
    end
  end
  text = text == "" and table.concat(last.output) .. last.summary or text
  vim.cmd("botright new")
  vim.bo.buftype, vim.bo.bufhidden, vim.bo.swapfile = "nofile", "wipe", false
  vim.api.nvim_buf_set_lines(0, 0, -1, false, lines_of(text))
  vim.bo.modifiable = false
end

function M.status()
  for _, run in pairs(runs) do
    return string.format("running %d/%d", run.done, run.total)
  end
  return last.summary
end

local COMMANDS = {
  Nearest = M.nearest,
  File = M.file,
  All = function()
    run({})
  end,
  Failed = M.failed,
  Last = M.last,
  Cancel = M.cancel,
  Output = M.output,
}

-- Starts the server for Python buffers; `settings` are those of vim.lsp.config and win over ours.
function M.setup(settings)
  vim.lsp.config(
    "fastest",
    vim.tbl_deep_extend("force", {
      cmd = { "fastest", "--stdio" },
      filetypes = { "python" },
      root_markers = { "pyproject.toml", "pytest.ini", "tox.ini", "setup.cfg", ".git" },
      capabilities = { experimental = { tests = { version = 1 } } },
      handlers = { ["tests/didChange"] = on_change, ["tests/runEvent"] = on_run },
    }, settings or {})
  )
  vim.lsp.enable("fastest")
  vim.api.nvim_create_autocmd("LspAttach", {
    callback = function(event)
      local there = vim.lsp.get_client_by_id(event.data.client_id)
      if there and there.name == "fastest" then
        list(there, vim.uri_from_bufnr(event.buf), nil, {})
      end
    end,
  })
  for name, action in pairs(COMMANDS) do
    vim.api.nvim_create_user_command("Fastest" .. name, function()
      action()
    end, {})
  end
  vim.api.nvim_create_user_command("FastestCoverage", function(command)
    if command.bang then
      for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
        vim.api.nvim_buf_clear_namespace(buffer, covered, 0, -1)
      end
    else
      M.file({ kind = "coverage" })
    end
  end, { bang = true })
end

return M
