import * as vscode from "vscode";
import type { CoverageDetails } from "./profiles";
import type { Ask, CoverageResult, CoveredFile } from "./protocol";

/** A file of a run that measured: its lines are asked for when somebody looks at them. */
export class CoveredByRun extends vscode.FileCoverage {
    constructor(
        readonly runId: string,
        file: CoveredFile,
        tests: vscode.TestItem[],
    ) {
        const { statements, branches } = file;
        super(
            vscode.Uri.parse(file.uri),
            new vscode.TestCoverageCount(statements.covered, statements.total),
            branches === undefined || branches.total === 0
                ? undefined
                : new vscode.TestCoverageCount(branches.covered, branches.total),
            undefined,
            tests,
        );
    }
}

/** The lines and branches of a file, of all tests of a run or of one. */
export function coverageDetails(ask: Ask): CoverageDetails {
    const load = async (
        coverage: vscode.FileCoverage,
        test?: vscode.TestItem,
    ): Promise<vscode.FileCoverageDetail[]> => {
        if (!(coverage instanceof CoveredByRun)) {
            return [];
        }
        const { runId, uri } = coverage;
        const of = test === undefined ? {} : { testId: test.id };
        return detailsOf(await ask("tests/coverage", { runId, uri: uri.toString(), ...of }));
    };
    return {
        loadDetailedCoverage: (_run, coverage) => load(coverage),
        loadDetailedCoverageForTest: (_run, coverage, test) => load(coverage, test),
    };
}

/** Statements by line, each with the branches that leave it. The server counts lines from 1. */
export function detailsOf(result: CoverageResult): vscode.StatementCoverage[] {
    const branches = new Map<number, vscode.BranchCoverage[]>();
    for (const { line, to, hits } of result.branches ?? []) {
        const leaving = branches.get(line) ?? [];
        const label = to < 0 ? vscode.l10n.t("the exit") : vscode.l10n.t("line {0}", `${to}`);
        leaving.push(new vscode.BranchCoverage(hits, new vscode.Position(line - 1, 0), label));
        branches.set(line, leaving);
    }
    return result.lines.map(
        ({ line, hits }) =>
            new vscode.StatementCoverage(hits, new vscode.Position(line - 1, 0), branches.get(line) ?? []),
    );
}
