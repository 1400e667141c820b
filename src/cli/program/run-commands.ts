import type { Command } from 'commander';
import type { Registering } from './options.ts';

/** Commands of a run: `migrate` to `cleanup`. */
export function runCommands({ program, options, run, t }: Registering): void {
  const { cluster, state, output } = options;
  const journal = (c: Command): Command => options.run(options.journal(c));
  output(cluster(journal(state(program.command('migrate [plan]')))), 'table|json')
    .option('--yes', t('do not ask for the cluster name', '클러스터 이름을 묻지 않기'))
    .option('--resume', t('go on with the last run', '마지막 실행을 이어서'))
    .option(
      '--pause-after <step>',
      t('stop after this step or phase', '이 단계(페이즈) 뒤에 멈추기'),
    )
    .option('--only <step>', t('only this step and what it needs', '이 단계와 그 선행 단계만'))
    .option(
      '--probe <url...>',
      t(
        'ask this all through the run and count what fails',
        '실행 내내 이 URL에 요청하고 실패를 세기',
      ),
    )
    .option('--probe-every <ms>', t('how often (1000)', '요청 간격(기본 1000)'))
    .description(t('run the plan', '계획 실행'))
    .action(run(() => import('../commands/migrate.ts')));
  output(cluster(journal(state(program.command('status')))), 'table|json')
    .description(t('what the last run did and what is left', '마지막 실행의 진행 상황'))
    .action(run(() => import('../commands/status.ts')));
  output(cluster(journal(state(program.command('verify')))), 'table|json')
    .description(t('check the result of the last run', '마지막 실행 결과 검증'))
    .action(run(() => import('../commands/verify.ts')));
  output(cluster(journal(state(program.command('rollback')))), 'table|json')
    .option('--yes', t('do not ask for the cluster name', '클러스터 이름을 묻지 않기'))
    .option('--to <phase>', t('only back to the end of this phase', '이 페이즈가 끝난 시점까지만'))
    .option(
      '--only <step|ns/name>',
      t(
        'only this step, or the newest of this workload, and what rests on it',
        '이 단계 또는 이 워크로드의 가장 최근 단계와, 그것에 기대는 단계만',
      ),
    )
    .option(
      '--force',
      t('overwrite what somebody else changed meanwhile', '그사이 남이 바꾼 것도 덮어쓰기'),
    )
    .description(
      t(
        'undo the last run, newest first, field by field',
        '마지막 실행을 최신 단계부터 필드 단위로 되돌리기',
      ),
    )
    .action(run(() => import('../commands/rollback.ts')));
  output(cluster(state(program.command('cleanup'))), 'table|json')
    .option('--yes', t('do not ask for the cluster name', '클러스터 이름을 묻지 않기'))
    .option(
      '--everything',
      t(
        'the end of a practice: also stop what runs on our profiles and delete files on our file systems',
        '실습을 마칠 때: 우리 프로필에서 실행 중인 것을 멈추고 우리 파일 시스템의 파일까지 삭제',
      ),
    )
    .description(
      t(
        'put everything away that fargatectl made, and show what is left that costs money',
        'fargatectl이 만든 것을 모두 정리하고, 비용이 남는 것을 보여 주기',
      ),
    )
    .action(run(() => import('../commands/cleanup.ts')));
}
