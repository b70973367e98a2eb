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

import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import CopyIcon from '@material-ui/icons/FileCopyOutlined';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'flex-start',
    borderRadius: theme.shape.borderRadius,
    backgroundColor: theme.palette.action.hover,
  },
  code: {
    flex: '1 1 auto',
    minWidth: 0,
    margin: 0,
    padding: theme.spacing(1, 0, 1, 1.5),
    fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    fontSize: theme.typography.pxToRem(12.5),
    lineHeight: 1.6,
    whiteSpace: 'pre-wrap',
  },
  /** A line breaks between words and not at the hyphens in them: "-o" stays whole. */
  word: {
    display: 'inline-block',
    maxWidth: '100%',
    overflowWrap: 'anywhere',
    verticalAlign: 'top',
  },
  button: { flex: 'none', padding: theme.spacing(1) },
  icon: { fontSize: theme.typography.pxToRem(16) },
}));

type Outcome = 'copied' | 'blocked';

/** A few lines to be run or pasted elsewhere, with a button that copies them. */
export function CommandLine(props: { children: string }) {
  const { children } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const [outcome, setOutcome] = useState<Outcome>();

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(children);
      setOutcome('copied');
    } catch {
      // Browsers refuse on pages without TLS: the reader is told to select it.
      setOutcome('blocked');
    }
  };

  const said = {
    copied: t('action.copied'),
    blocked: t('action.copyFailed'),
  };
  return (
    <div className={classes.root}>
      <pre className={classes.code}>
        <code>
          {children.split(/(\s+)/).map((part, index) =>
            part.trim() ? (
              // eslint-disable-next-line react/no-array-index-key -- parts have no other identity
              <span key={index} className={classes.word}>
                {part}
              </span>
            ) : (
              part
            ),
          )}
        </code>
      </pre>
      <Tooltip title={outcome ? said[outcome] : t('action.copy')}>
        <IconButton
          className={classes.button}
          aria-label={t('action.copy')}
          onClick={copy}
          onBlur={() => setOutcome(undefined)}
        >
          <CopyIcon className={classes.icon} />
        </IconButton>
      </Tooltip>
    </div>
  );
}
