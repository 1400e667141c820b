import type { RuleTold } from './told.ts';

/** Rules about files. */
export const storage: Readonly<Record<string, RuleTold>> = {
  'ebs-volume': {
    looks: { en: 'Claims, claim templates and volumes of the pod; what stands behind them is read from PersistentVolumes and StorageClasses, else told by the class’ name (gp3, efs-sc).', ko: '파드의 클레임, 클레임 템플릿, 볼륨을 봅니다. 그 뒤에 무엇이 있는지는 PersistentVolume과 StorageClass에서 읽고, 없으면 클래스 이름(gp3, efs-sc)으로 판단합니다.' },
    why: { en: 'An EBS volume is attached to an instance, and a Fargate pod has none. The pod stays Pending.', ko: 'EBS 볼륨은 인스턴스에 연결되는데 Fargate 파드에는 인스턴스가 없습니다. 파드는 Pending에 머뭅니다.' },
    mend: { en: 'For the claim of a Deployment that is no database the plan does it: a copy to EFS, a second copy of what changed, a comparison by check sum, and a start on EC2 with the new volume before anything moves. A StatefulSet needs a static EFS volume for each replica, by hand.', ko: '데이터베이스가 아닌 Deployment의 클레임은 계획이 처리합니다. EFS로 복사하고, 바뀐 것을 다시 복사하고, 체크섬으로 비교하고, 옮기기 전에 EC2에서 새 볼륨으로 시작합니다. StatefulSet은 레플리카마다 정적 EFS 볼륨을 직접 만들어야 합니다.' },
    accept: { en: 'Databases belong here: keep them on EC2 (plan --keep NAMESPACE/NAME) or move them to a managed service. EFS is too slow and unsafe for their files.', ko: '데이터베이스가 여기에 해당합니다. EC2에 두거나(plan --keep NAMESPACE/NAME) 관리형 서비스로 옮기십시오. EFS는 데이터베이스 파일에 느리고 안전하지 않습니다.' },
  },
  'efs-dynamic-provisioning': {
    looks: { en: 'Claims and claim templates that wait for the EFS driver to make an access point for them.', ko: 'EFS 드라이버가 액세스 포인트를 만들어 주기를 기다리는 클레임과 클레임 템플릿을 봅니다.' },
    why: { en: 'Fargate mounts EFS volumes that exist, and provisions none: that is the work of the driver’s controller. An unbound claim keeps the pod Pending.', ko: 'Fargate는 이미 있는 EFS 볼륨을 마운트할 뿐 만들어 주지 않습니다. 그것은 드라이버 컨트롤러의 일입니다. 바인딩되지 않은 클레임이 있으면 파드가 Pending에 머뭅니다.' },
    mend: { en: 'Let it bind while EC2 nodes run the controller, or write a PersistentVolume with volumeHandle fs-…::fsap-… yourself.', ko: 'EC2 노드에서 컨트롤러가 실행되는 동안 바인딩되게 하거나, volumeHandle이 fs-…::fsap-…인 PersistentVolume을 직접 쓰십시오.' },
  },
  'host-path-volume': {
    looks: { en: 'Volumes of type hostPath.', ko: 'hostPath 유형의 볼륨을 봅니다.' },
    why: { en: 'There is no shared node to look into; Fargate refuses the pod, which stays Pending.', ko: '들여다볼 공유 노드가 없습니다. Fargate가 거부하므로 파드는 Pending에 머뭅니다.' },
    mend: { en: 'It depends on the path, and the finding says which: the log router for /var/log, an emptyDir for scratch files or /dev/shm, EFS for files that last, TZ for /etc/localtime. A container runtime’s socket has no replacement.', ko: '경로에 따라 다르며 발견 항목이 알려 줍니다. /var/log는 로그 라우터, 임시 파일이나 /dev/shm은 emptyDir, 남아야 할 파일은 EFS, /etc/localtime은 TZ입니다. 컨테이너 런타임 소켓은 대안이 없습니다.' },
  },
  'unsupported-volume-type': {
    looks: { en: 'Every volume source and block device that Fargate’s validator does not list; hostPath and EBS have rules of their own.', ko: 'Fargate 검증기의 목록에 없는 모든 볼륨 유형과 블록 장치를 봅니다. hostPath와 EBS에는 별도 규칙이 있습니다.' },
    why: { en: 'Inline CSI volumes, generic ephemeral volumes, FSx, S3 and block devices need a driver on the node. The pod stays Pending.', ko: '인라인 CSI 볼륨, 일반 임시 볼륨, FSx, S3, 블록 장치는 노드에 드라이버가 필요합니다. 파드는 Pending에 머뭅니다.' },
    mend: { en: 'Secrets by External Secrets Operator, scratch space by an emptyDir with ephemeral-storage requested, S3 by its SDK, shared files by EFS. The finding names the one that fits.', ko: '시크릿은 External Secrets Operator, 임시 공간은 ephemeral-storage를 요청한 emptyDir, S3는 SDK, 공유 파일은 EFS로 바꾸십시오. 발견 항목에 맞는 것이 적혀 있습니다.' },
  },
  'ephemeral-storage-too-large': {
    looks: { en: 'ephemeral-storage requests of the pod’s containers, added up as Fargate does.', ko: '파드 컨테이너들의 ephemeral-storage 요청을 Fargate처럼 합산해 봅니다.' },
    why: { en: 'A Fargate pod has 20 GiB of disk, and at most 175 when asked for. More stays Pending; what is above 20 is billed by the GiB and hour (then the finding is advice).', ko: 'Fargate 파드의 디스크는 20 GiB이고 요청하면 175까지입니다. 더 크면 Pending에 머뭅니다. 20을 넘는 만큼은 GiB와 시간 단위로 청구됩니다(이때는 advice).' },
    mend: { en: 'Put large files on EFS or S3, or split the work into more pods.', ko: '큰 파일은 EFS나 S3에 두거나 일을 더 많은 파드로 나누십시오.' },
  },
}; // prettier-ignore
