import { text, workloadRule } from '../define.ts';

/** Kernel settings that Kubernetes lets any pod change. @source the page below (read 2026-11-23) */
const SAFE = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]);

export const unsafeSysctl = workloadRule({
  id: 'unsafe-sysctl',
  title: text('A kernel setting that Fargate’s kubelet does not allow', 'Fargate의 kubelet이 허용하지 않는 커널 설정'),
  severity: 'blocker',
  considerations: [1],
  when: 'container-fails',
  source: 'https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/',
  check: (s) =>
    (s.spec.securityContext?.sysctls ?? []).flatMap(({ name }, i) =>
      SAFE.has(name)
        ? []
        : [
            {
              field: `${s.specField}.securityContext.sysctls[${i}].name`,
              value: name,
              message: text(
                `${s.name} sets ${name}, an unsafe sysctl; nobody can allow it on Fargate's kubelet.`,
                `${s.name}: 안전하지 않은 sysctl ${name}을(를) 설정합니다. Fargate의 kubelet에서는 허용할 수 없습니다.`,
              ),
              remedy: text(
                'Remove it if the kernel’s default does (the pod has a kernel of its own); else keep it on EC2.',
                '커널 기본값으로 충분하면 제거하십시오(파드마다 자체 커널이 있습니다). 아니면 EC2에 두십시오.',
              ),
            },
          ],
    ),
}); // prettier-ignore
