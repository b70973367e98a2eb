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

import type { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(128px, 1fr))',
    gap: theme.spacing(1.5, 2),
    margin: 0,
  },
  /** A holder is a pod's name and often a UUID behind it. */
  wide: { gridColumn: 'span 2' },
  term: {
    ...theme.typography.caption,
    lineHeight: 1.5,
    color: theme.palette.text.secondary,
    overflowWrap: 'anywhere',
    // it may be written by anybody: it turns no text around it the other way
    unicodeBidi: 'isolate',
  },
  value: {
    margin: 0,
    ...theme.typography.body2,
    overflowWrap: 'anywhere',
    fontVariantNumeric: 'tabular-nums',
  },
}));

/** One thing that is known, and what it is called. */
export interface Fact {
  /** Where its term may be that of another one, too. */
  id?: string;
  term: string;
  value: ReactNode;
  isWide?: boolean;
}

/** What is known of something beside its status. */
export function FactList(props: { facts: Fact[] }) {
  const classes = useStyles();
  return (
    <dl className={classes.list}>
      {props.facts.map(({ term, id = term, value, isWide }) => (
        <div key={id} className={isWide ? classes.wide : undefined}>
          <dt className={classes.term}>{term}</dt>
          <dd className={classes.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
