//go:build tools

// Package tools names the program that is built from this module, so that go.mod and go.sum lock everything it needs.
package tools

import _ "github.com/coredns/coredns"
