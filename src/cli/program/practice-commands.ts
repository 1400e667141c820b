import type { Registering } from './options.ts';

/** The lab and the demo. */
export function practiceCommands({ program, options, run, t }: Registering): void {
  const { state } = options;
  const lab = program
    .command('lab')
    .description(
      t(
        'a practice cluster on this machine; no AWS account',
        '이 컴퓨터의 실습 클러스터; AWS 계정 불필요',
      ),
    );
  state(lab.command('start'))
    .option('--speed <n>', t('how many times faster waits pass', '대기 시간을 몇 배 빠르게'), '20')
    .option('--scenario <dir>', t('a scenario folder', '시나리오 폴더'))
    .option('--foreground', t('do not go to the background', '백그라운드로 가지 않기'))
    .description(t('start it and print how to reach it', '시작하고 접속 방법 출력'))
    .action(run(() => import('../commands/lab-start.ts')));
  state(lab.command('stop'))
    .description(t('stop it', '중지'))
    .action(run(() => import('../commands/lab-stop.ts')));
  program
    .command('demo')
    .option(
      '--retire-all',
      t(
        'also retire what cannot go, so that the last node group goes',
        '갈 수 없는 것까지 내려 마지막 노드 그룹도 없애기',
      ),
    )
    .description(
      t(
        "the tutorial's cluster goes from node groups to Fargate, here and now",
        '튜토리얼 클러스터가 노드 그룹에서 Fargate로 가는 과정을 바로 보기',
      ),
    )
    .action(run(() => import('../commands/demo.ts')));
}
