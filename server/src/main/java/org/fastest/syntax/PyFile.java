package org.fastest.syntax;

import java.util.List;
import org.fastest.text.SyntaxIssue;

/**
 * What a Python file says where tests can be defined: in its module's and its classes' bodies.
 *
 * @param body the module's statements, in order
 * @param issues why Python would refuse the file, by offset; none for any valid file, but some
 *     broken expressions and function bodies go unseen. What could be read of a broken file is in
 *     the body.
 */
public record PyFile(List<Stmt> body, List<SyntaxIssue> issues) {
    public PyFile {
        body = List.copyOf(body);
        issues = List.copyOf(issues);
    }
}
