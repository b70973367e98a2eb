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
import Button from '@material-ui/core/Button';
import NoMatchIcon from '@material-ui/icons/Search';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import { Notice } from '../../components/Notice';

/** What stands in place of the table where the filters leave nothing, with the way back. */
export function NoMatch(props: {
  title: string;
  text: string;
  onClear: () => void;
}) {
  const { title, text, onClear } = props;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <Notice
      icon={NoMatchIcon}
      title={title}
      action={
        <Button size="small" variant="outlined" onClick={onClear}>
          {t('page.clearFilters')}
        </Button>
      }
    >
      {text}
    </Notice>
  );
}
