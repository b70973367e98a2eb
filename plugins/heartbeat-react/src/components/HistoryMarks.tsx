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

import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import MarkIcon from '@material-ui/icons/ArrowDropUp';
import type {
  HistorySegment,
  ServerMark,
} from 'backstage-plugin-heartbeat-common';
import { formatMoment } from '../time/moments';
import { heartbeatTranslationRef } from '../translation';
import { serverMark } from './serverWords';

/** Marks closer together than this share of the bar have no room for a name each. */
const NAME_SHARE = 0.18;

const useStyles = makeStyles(theme => ({
  marks: {
    position: 'relative',
    height: 16,
    ...theme.typography.caption,
    lineHeight: '16px',
    color: theme.palette.text.secondary,
  },
  /** Its point is at the moment. */
  icon: {
    position: 'absolute',
    top: -5,
    marginLeft: -10,
    fontSize: 20,
    color: theme.palette.text.primary,
  },
  names: {
    position: 'absolute',
    padding: theme.spacing(0, 1),
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
}));

/** A mark and where it is on the bar, from 0 to 1. */
interface PlacedMark {
  mark: ServerMark;
  place: number;
}

function placed(segments: HistorySegment[], marks: ServerMark[]): PlacedMark[] {
  const fromMs = Date.parse(segments[0].from);
  const toMs = Date.parse(segments[segments.length - 1].to);
  return marks
    .map(mark => ({
      mark,
      place: (Date.parse(mark.at) - fromMs) / (toMs - fromMs),
    }))
    .filter(({ place }) => place >= 0 && place <= 1)
    .sort((a, b) => a.place - b.place);
}

/** Those that are close together, so that they are named together. */
function neighbours(marks: PlacedMark[]): PlacedMark[][] {
  const groups: PlacedMark[][] = [];
  for (const mark of marks) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group && before && mark.place - before.place < NAME_SHARE) {
      group.push(mark);
    } else {
      groups.push([mark]);
    }
  }
  return groups;
}

/** On the side of them that has more room. */
function besides(group: PlacedMark[]) {
  const first = group[0].place;
  const last = group[group.length - 1].place;
  return last < 0.5
    ? { left: `${100 * last}%` }
    : { right: `${100 * (1 - first)}%` };
}

/**
 * Moments in the life of a server, below the bar of its history; nothing where
 * none of them lies within it. Who cannot see it finds them among its facts.
 *
 * @internal
 */
export function HistoryMarks(props: {
  segments: HistorySegment[];
  marks: ServerMark[];
  now: string;
}) {
  const { segments, marks, now } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const groups = neighbours(placed(segments, marks));
  if (groups.length === 0) {
    return null;
  }
  return (
    <div className={classes.marks} aria-hidden>
      {groups.map(group => {
        const names = group
          .map(({ mark }) => serverMark(t, mark.name))
          .join(', ');
        const moments = group
          .map(
            ({ mark: { name, at } }) =>
              `${serverMark(t, name)} ${formatMoment(at, now)}`,
          )
          .join('\n');
        return (
          <span key={names} title={moments}>
            {group.map(({ mark, place }) => (
              <MarkIcon
                key={mark.name}
                className={classes.icon}
                style={{ left: `${100 * place}%` }}
              />
            ))}
            <span
              className={classes.names}
              style={{
                // several share the line
                maxWidth: groups.length > 1 ? '50%' : '100%',
                ...besides(group),
              }}
            >
              {names}
            </span>
          </span>
        );
      })}
    </div>
  );
}
