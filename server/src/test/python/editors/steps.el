;;; steps.el --- What the drives of Emacs share  -*- lexical-binding: t -*-

(require 'cl-lib)
(require 'flymake)
(require 'python)

(defun step-need (ok what)
  "Says the step on stdout; Emacs ends with status 1 unless OK."
  (princ (format "%s %s\n" (if ok "ok" "FAIL") what))
  (unless ok (kill-emacs 1)))

(defun step-wait (what happens)
  "Waits until HAPPENS gives non-nil, which nothing takes as long as the limit for."
  (let ((end (+ (float-time) 20)) seen)
    (while (and (not (setq seen (funcall happens))) (< (float-time) end))
      (accept-process-output nil 0.02))
    (step-need seen (if seen what (format "%s; buffer: %s; messages: %s" what (buffer-string) (step-messages))))
    seen))

(defun step-messages ()
  (with-current-buffer (messages-buffer) (buffer-string)))

(defun step-choose (command title)
  "Calls COMMAND, which asks in the minibuffer, and takes the choice with TITLE in it."
  (let ((last-nonmenu-event ?x) offered)
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt choices &rest _)
                 (setq offered (all-completions "" choices))
                 (cl-find-if (lambda (each) (string-search title each)) offered))))
      (call-interactively command))
    (step-need (cl-find-if (lambda (each) (string-search title each)) offered)
               (format "the menu of actions: %S" offered))))

(provide 'steps)
;;; steps.el ends here
