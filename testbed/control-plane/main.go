// Command control-plane is Kubernetes' own control plane and its storage in one binary, for tests on
// loopback: `control-plane kube-apiserver …` takes the flags of kube-apiserver, and so on.
package main

import (
	"fmt"
	"os"
	_ "time/tzdata" // time zones of CronJobs, as in the released binaries

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

func main() {
	if len(os.Args) < 2 {
		fail("which part?")
	}
	part := os.Args[1]
	os.Args = append([]string{part}, os.Args[2:]...)
	switch part {
	case "etcd":
		os.Exit(runEtcd(os.Args[1:]))
	case "kube-apiserver":
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case "kube-controller-manager":
		os.Exit(cli.Run(controllermanager.NewControllerManagerCommand()))
	case "kube-scheduler":
		os.Exit(cli.Run(scheduler.NewSchedulerCommand()))
	default:
		fail(fmt.Sprintf("there is no part %q", part))
	}
}

func fail(what string) {
	fmt.Fprintf(os.Stderr, "control-plane: %s Parts: etcd, kube-apiserver, kube-controller-manager, kube-scheduler.\n", what)
	os.Exit(2)
}
