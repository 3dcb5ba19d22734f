module storefleet.dev/local/go/pause

go 1.26
