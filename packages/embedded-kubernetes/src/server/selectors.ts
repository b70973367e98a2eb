/*
 * Copyright 2026 The Heartbeat for Backstage Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import { isLabelKey, isLabelValue } from './decode/rules';
import { badRequest } from './refusals';
import type { Stored } from './ObjectStore';

/** Decides whether an object is selected. @internal */
export type Selector = (stored: Stored) => boolean;

type LabelTest = (labels: Record<string, string>) => boolean;

const SET_TERM = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/;
const COMPARE_TERM = /^([^=!<>\s]+)\s*(==|=|!=|>|<)\s*(\S*)$/;

/**
 * Reads a label selector: existence, `!key`, `=`, `==`, `!=`, `in`, `notin`, `>` and `<`, joined by commas.
 *
 * @returns undefined for the empty selector, which selects everything
 * @throws StatusError 400 that quotes the term it cannot read
 * @internal
 */
export function parseLabelSelector(text: string): Selector | undefined {
  const terms = splitTerms(text).map(parseLabelTerm);
  if (terms.length === 0) {
    return undefined;
  }
  return ({ object }) => {
    const labels = object.metadata.labels ?? {};
    return terms.every(term => term(labels));
  };
}

/**
 * Reads a field selector over `metadata.name` and `metadata.namespace`.
 *
 * @returns undefined for the empty selector
 * @throws StatusError 400 for other fields
 * @internal
 */
export function parseFieldSelector(text: string): Selector | undefined {
  const terms = text.split(',').filter(term => term !== '');
  if (terms.length === 0) {
    return undefined;
  }
  const tests = terms.map((term): Selector => {
    const match = COMPARE_TERM.exec(term.trim());
    if (!match || match[2] === '>' || match[2] === '<') {
      throw badRequest(
        `invalid selector: '${text}'; can't understand '${term}'`,
      );
    }
    const [, field, operator, value] = match;
    if (field !== 'metadata.name' && field !== 'metadata.namespace') {
      throw badRequest(
        `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
      );
    }
    const wanted = operator !== '!=';
    if (field === 'metadata.name') {
      return ({ name }) => (name === value) === wanted;
    }
    return ({ namespace }) => ((namespace ?? '') === value) === wanted;
  });
  return stored => tests.every(test => test(stored));
}

/** Splits at commas that are not between brackets. */
function splitTerms(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map(term => term.trim())
    .filter(term => term !== '');
}

function parseLabelTerm(term: string): LabelTest {
  const set = SET_TERM.exec(term);
  if (set) {
    const [, key, operator, list] = set;
    const values = new Set(list.split(',').map(value => value.trim()));
    checkLabel(term, key, ...values);
    return operator === 'in'
      ? labels => Object.hasOwn(labels, key) && values.has(labels[key])
      : labels => !Object.hasOwn(labels, key) || !values.has(labels[key]);
  }
  const compare = COMPARE_TERM.exec(term);
  if (compare) {
    const [, key, operator, value] = compare;
    checkLabel(term, key, value);
    switch (operator) {
      case '!=':
        return labels => labels[key] !== value;
      case '>':
        return labels => Number(labels[key]) > Number(value);
      case '<':
        return labels => Number(labels[key]) < Number(value);
      default:
        return labels => labels[key] === value;
    }
  }
  const absent = term.startsWith('!');
  const key = absent ? term.slice(1).trim() : term;
  checkLabel(term, key);
  return labels => Object.hasOwn(labels, key) !== absent;
}

function checkLabel(term: string, key: string, ...values: string[]): void {
  if (!isLabelKey(key) || !values.every(isLabelValue)) {
    throw badRequest(
      `unable to parse requirement: "${term}" is no label requirement`,
    );
  }
}
