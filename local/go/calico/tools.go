//go:build tools

// Package tools names the programs that are built from this module, so that go.mod and go.sum lock everything they need.
package tools

import (
	_ "github.com/projectcalico/calico/cni-plugin/cmd/calico"
	_ "github.com/projectcalico/calico/felix/cmd/calico-felix"
)
