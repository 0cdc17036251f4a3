// Run by tests/annotator/web/test_workbench_parity.py: computes what Python computed and prints what differs.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { CodePoints } from "../../annotator/web/static/annotator/js/workbench/codepoints.js";
import { checkStatement, knownStatement } from "../../annotator/web/static/annotator/js/workbench/constraints.js";
import * as derive from "../../annotator/web/static/annotator/js/workbench/derive.js";

const MOST = 20;

function outcome({ statement, tags, ...context }) {
  const text = new CodePoints(context.text);
  const record = derive.record(statement, tags);
  const known = knownStatement(record);
  return {
    commitment: derive.commitment(record),
    effectiveCommitment: derive.effectiveCommitment(record),
    isFlatContested: derive.isFlatContested(record),
    sourcingRelations: derive.sourcingRelations(record).map(({ id }) => id),
    hasSource: record.relations.map(derive.hasSource),
    unsourcedHedges: derive.unsourcedHedges(record).map(({ id }) => id),
    orphanQuotes: derive.orphanQuotes(record, text).map(({ start, end }) => [start, end]),
    derivedFlags: derive.derivedFlags(record, text).map(({ flag }) => flag),
    origins: derive.origins(record),
    missingCore: derive.missingCore(record),
    isFinished: derive.isFinished(record),
    violations: checkStatement(record, { ...context, text }).map(({ code, field, message }) => [code, field, message]),
    knownStatement: { ...known, sourceTypes: known.sourceTypes.sort() },
  };
}

function differences({ expected, ...given }, number) {
  const found = outcome(given);
  return Object.keys({ ...expected, ...found })
    .filter((key) => !isDeepStrictEqual(found[key], expected[key]))
    .map((key) => ({ number, key, server: expected[key] ?? null, browser: found[key] ?? null, given }));
}

const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify({ compared: cases.length, differences: cases.flatMap(differences).slice(0, MOST) }));
