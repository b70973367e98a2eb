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
import { useTheme } from '@material-ui/core/styles';
import type { LivenessStatus } from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from '../translation';
import { StatusChip } from './StatusChip';
import { STATUS_ICONS, statusColor } from './statusLooks';

/**
 * Props of {@link HeartbeatStatus}.
 *
 * @public
 */
export interface HeartbeatStatusProps {
  status: LivenessStatus;
  /** `badge` stands out, `plain` fits into a line of text. Default: `badge`. */
  variant?: 'badge' | 'plain';
}

/**
 * A controller's status as word, icon and colour.
 *
 * @public
 */
export function HeartbeatStatus(props: HeartbeatStatusProps) {
  const { status, variant } = props;
  const theme = useTheme();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <StatusChip
      icon={STATUS_ICONS[status]}
      color={statusColor(theme, status)}
      meaning={t(`meaning.${status}`)}
      variant={variant}
    >
      {t(`status.${status}`)}
    </StatusChip>
  );
}
