;;; emacs_eglot.el --- A session with the guide's set-up for Eglot  -*- lexical-binding: t -*-

(require 'steps)
(require 'eglot)

;; A person opens the file; `python-mode-hook' starts the server.  Eglot then is a strict client.
(setq eglot-sync-connect 5
      eglot-strict-mode '(disallow-non-standard-keys enforce-required-keys disallow-unknown-methods))
(find-file "test_shop.py")
(run-hooks 'post-command-hook)
(step-wait "the server" #'eglot-current-server)

(defun failures ()
  (sort (mapcar (lambda (each) (line-number-at-pos (flymake-diagnostic-beg each))) (flymake-diagnostics)) #'<))

(goto-char (point-min))
(search-forward "assert 1 + 2")
(step-choose #'eglot-code-actions "Run test_sum")
(step-wait "the failing line" (lambda () (equal (failures) '(7))))
(step-need (string-search "assert (1 + 2) == 4" (flymake-diagnostic-text (car (flymake-diagnostics)))) "pytest's words")
(step-wait "the end is told" (lambda () (string-search "1 failed" (step-messages))))

(goto-char (point-min))
(search-forward "== 4")
(replace-match "== 3")
(let ((inhibit-message t)) (save-buffer))
(step-choose #'eglot-code-actions "Run failed tests again")
(step-wait "fixed: no diagnostic" (lambda () (null (failures))))
(step-wait "the end is told" (lambda () (string-search "1 passed" (step-messages))))
(step-need (not (string-match-p "[Ww]arning\\|[Ee]rror\\|nknown" (step-messages))) (step-messages))
(eglot-shutdown (eglot-current-server))
