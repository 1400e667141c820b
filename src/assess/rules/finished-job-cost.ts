import { specOf } from '../context.ts';
import { SOURCES, text, workloadRule } from '../define.ts';

interface JobSpec {
  readonly ttlSecondsAfterFinished: number;
}
interface CronJobSpec {
  readonly jobTemplate: { readonly spec?: Partial<JobSpec> };
}

/** The pod of a finished Job keeps its Fargate node, and its price, until somebody deletes it. */
export const finishedJobCost = workloadRule({
  id: 'finished-job-cost',
  title: text('Finished jobs go on costing', '끝난 Job에도 비용이 듭니다'),
  severity: 'advice',
  considerations: [23],
  when: 'money',
  source: SOURCES.fargate,
  check: (s) => {
    const { object } = s.workload;
    const cron = object.kind === 'CronJob';
    if (!cron && object.kind !== 'Job') return [];
    // A Job whose CronJob was not read says nothing about the CronJob's limits, but its own TTL holds.
    const spec = cron ? specOf<CronJobSpec>(object).jobTemplate?.spec : specOf<JobSpec>(object);
    if (spec?.ttlSecondsAfterFinished !== undefined) return [];
    const field = `${cron ? 'spec.jobTemplate.spec' : 'spec'}.ttlSecondsAfterFinished`;
    return [
      {
        field,
        value: null,
        message: text(
          `${s.name} has no ttlSecondsAfterFinished; on Fargate its finished pods keep their nodes, and are billed, until ${cron ? 'its history limits delete them' : 'somebody deletes them'}.`,
          `${s.name}: ttlSecondsAfterFinished가 없습니다. Fargate에서는 끝난 파드도 ${cron ? '기록 제한에 따라 삭제될 때까지' : '누군가 삭제할 때까지'} 노드를 차지하고 과금됩니다.`,
        ),
        remedy: text('Set ttlSecondsAfterFinished, 300 for instance.', '예를 들어 ttlSecondsAfterFinished를 300으로 설정하십시오.'),
      },
    ];
  },
}); // prettier-ignore
