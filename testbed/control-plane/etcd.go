package main

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"go.etcd.io/etcd/server/v3/embed"
)

// runEtcd serves one member on loopback, without fsync: its data lives as long as one test run.
func runEtcd(args []string) int {
	flags := flag.NewFlagSet("etcd", flag.ExitOnError)
	dir := flags.String("data-dir", "", "an empty folder for the data")
	client := flags.String("listen-client-url", "", "http://127.0.0.1:PORT for the API server")
	peer := flags.String("listen-peer-url", "", "http://127.0.0.1:PORT; nobody calls it")
	_ = flags.Parse(args)

	config := embed.NewConfig()
	config.Dir = *dir
	config.LogLevel = "warn"
	config.UnsafeNoFsync = true
	for _, listen := range []struct {
		text   string
		listen *[]url.URL
		tell   *[]url.URL
	}{
		{*client, &config.ListenClientUrls, &config.AdvertiseClientUrls},
		{*peer, &config.ListenPeerUrls, &config.AdvertisePeerUrls},
	} {
		address, err := url.Parse(listen.text)
		if err != nil || address.Host == "" {
			fmt.Fprintf(os.Stderr, "etcd: %q is not an address like http://127.0.0.1:2379\n", listen.text)
			return 2
		}
		*listen.listen = []url.URL{*address}
		*listen.tell = []url.URL{*address}
	}
	config.InitialCluster = config.InitialClusterFromName(config.Name)

	server, err := embed.StartEtcd(config)
	if err != nil {
		fmt.Fprintf(os.Stderr, "etcd: %v\n", err)
		return 1
	}
	defer server.Close()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	select {
	case <-stop:
		return 0
	case err := <-server.Err():
		fmt.Fprintf(os.Stderr, "etcd: %v\n", err)
		return 1
	}
}
