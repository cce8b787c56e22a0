module tksnap.test/cupaloy

go 1.23

require github.com/bradleyjkemp/cupaloy/v2 v2.8.0

require (
	github.com/davecgh/go-spew v1.1.1 // indirect
	github.com/pmezard/go-difflib v1.0.0 // indirect
)
