;;; emacs_lsp_mode.el --- A session with the guide's set-up for lsp-mode  -*- lexical-binding: t -*-

(require 'steps)

;; What lsp-mode would ask a person once in each project.
(setq lsp-auto-guess-root t)
(find-file "test_shop.py")

(defun lens-overlays ()
  (cl-remove-if-not (lambda (each) (overlay-get each 'lsp-lens)) (overlays-in (point-min) (point-max))))

(defun lens-line (lens) (line-number-at-pos (overlay-get lens 'lsp-lens-position)))

(defun lenses ()
  "Line and text of each lens that is shown."
  (sort (mapcar (lambda (each)
                  (format "%d:%s" (lens-line each) (substring-no-properties (overlay-get each 'lsp--lens-contents))))
                (lens-overlays))
        #'string<))

(defun lens-p (text) (cl-find-if (lambda (each) (string-search text each)) (lenses)))

(defun click-lens (line)
  "What a click with the mouse does."
  (let ((lens (cl-find line (lens-overlays) :key #'lens-line)))
    (call-interactively (get-text-property 0 'action (car (overlay-get lens 'lsp--metadata))))))

(defun failures ()
  (mapcar (lambda (each) (1+ (lsp:position-line (lsp:range-start (lsp:diagnostic-range each)))))
          (gethash (lsp--fix-path-casing (buffer-file-name)) (lsp-diagnostics t))))

(step-wait "a lens for each test" (lambda () (equal (lenses) '("1:▶ Run" "5:▶ Run"))))
(click-lens 5)
(step-wait "the failing line" (lambda () (equal (failures) '(7))))
(step-wait "the lens says how it ended" (lambda () (lens-p "5:✗ failed")))

(goto-char (point-min))
(search-forward "== 4")
(replace-match "== 3")
(let ((inhibit-message t)) (save-buffer))
(step-choose #'lsp-execute-code-action "Run failed tests again")
(step-wait "fixed: no diagnostic" (lambda () (null (failures))))
;; Of several answers in a row lsp-mode 8.0 does not always show the last one: it is asked once more.
(step-wait "the lens says that it passed"
           (lambda () (lsp-lens-refresh t) (accept-process-output nil 0.3) (lens-p "5:✓")))
(step-need (not (get-buffer "*Warnings*")) "no warnings")
