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

import { useEffect, useRef, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import {
  heartbeatTranslationRef,
  type Translate,
} from 'backstage-plugin-heartbeat-react';
import type { AnnouncedStatus } from './SubjectScreens';

/** More sentences at once than this nobody listens to. */
const MAX_SENTENCES = 3;

const useStyles = makeStyles({
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    margin: -1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
});

function announcement(t: Translate, changed: AnnouncedStatus[]): string {
  return changed.length > MAX_SENTENCES
    ? t('page.manyBecame', { value: changed.length })
    : changed.map(({ became }) => became()).join('. ');
}

/**
 * Tells those who cannot see the screen which statuses changed. The ages on
 * the screen change every second and are not announced.
 */
export function StatusAnnouncer(props: { announced: AnnouncedStatus[] }) {
  const { announced } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const known = useRef(new Map<string, string>());
  const [message, setMessage] = useState('');

  useEffect(() => {
    const changed = announced.filter(({ id, status }) => {
      const before = known.current.get(id);
      return before !== undefined && before !== status;
    });
    known.current = new Map(announced.map(({ id, status }) => [id, status]));
    if (changed.length > 0) {
      setMessage(announcement(t, changed));
    }
  }, [announced, t]);

  return (
    <div className={classes.hidden} role="status" aria-live="polite">
      {message}
    </div>
  );
}
