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

import { makeStyles } from '@material-ui/core/styles';
import { Skeleton } from '../../components/Skeleton';
import { SkeletonBar } from '../../components/SkeletonBar';

/** About a screen of rows. */
const ROWS = Array.from({ length: 6 }, (_, row) => row);

const useStyles = makeStyles(theme => ({
  tiles: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(96px, 1fr))',
    gap: theme.spacing(1.5),
  },
  rows: { display: 'grid', gap: theme.spacing(1) },
}));

/** The shape of a list of the page, before anything is known. */
export function ListSkeleton(props: {
  /** What is loading. */
  label: string;
  statuses: readonly string[];
}) {
  const { label, statuses } = props;
  const classes = useStyles();
  return (
    <Skeleton label={label}>
      <div className={classes.tiles}>
        {statuses.map(status => (
          <SkeletonBar key={status} width="100%" height={76} />
        ))}
      </div>
      <SkeletonBar width={420} height={40} />
      <div className={classes.rows}>
        {ROWS.map(row => (
          <SkeletonBar key={row} width="100%" height={48} />
        ))}
      </div>
    </Skeleton>
  );
}
