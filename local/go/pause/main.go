// Command pause holds a pod's namespaces open: as process 1 of the sandbox it reaps orphans and ends on SIGINT or SIGTERM.
// It prints its version with -v.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

var version = "unstamped"

func main() {
	if len(os.Args) > 1 && os.Args[1] == "-v" {
		fmt.Println("pause " + version)
		return
	}
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGCHLD)
	for received := range signals {
		if received != syscall.SIGCHLD {
			return
		}
		// One SIGCHLD may stand for several ended children.
		for {
			pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
			if pid <= 0 || err != nil {
				break
			}
		}
	}
}
