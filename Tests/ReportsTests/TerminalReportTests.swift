// SPDX-License-Identifier: Apache-2.0

import Reports
import Results
import Testing

struct TerminalReportTests {
    @Test func `a table, what failed with its bytes, and one line that sums it up`() {
        let text = TerminalReport(SampleReport.report, style: .plain).text
        #expect(
            text == """
                127.0.0.1:9092: Apache Kafka, judged as Apache Kafka 4.4
                assay 0.1.0 (commit 0123456789ab), seed 42

                area     cases  pass  fail  not-applicable  skipped  harness-error
                ver          2     2     -               -        -              -
                produce      4     1     3               -        -              -
                fetch        4     -     -               2        1              1
                all         10     3     3               2        1              1

                FAIL  MUST  produce/crc
                    Title of produce/crc
                    error code <0> & "not" 2\\u{1}
                      sent Produce v9
                      reply (6 bytes)
                      000  00 00 00 02              size       2
                      004  00 00                    errorCode  0
                           ^^^^^                    expected CORRUPT_MESSAGE (2)
                    documented: KIP-35

                PASS  MUST  produce/fixed
                    Title of produce/fixed
                    expected fail
                    documented: KIP-35

                HARNESS-ERROR  MAY  fetch/odd
                    Title of fetch/odd
                    the suite broke
                    documented: KIP-35

                FAIL  SHOULD  produce/hint
                    Title of produce/hint
                    no hint
                    documented: KIP-35

                FAIL  MUST  produce/known
                    Title of produce/known
                    as ever
                    as expected
                    documented: KIP-35

                      cases  verdict         reason
                          2  not-applicable  until 3.9
                fetch/flood  skipped         needs --intrusive

                10 cases: 1 MUST failed, 1 did not come out as expected, 1 harness error

                """)
    }

    @Test func `a clean run says so`() {
        let report = ConformanceReport(
            manifest: SampleReport.manifest, subject: SampleReport.subject,
            cases: [SampleReport.result("ver/a", .must, .pass)])
        let text = TerminalReport(report, style: .plain).text
        #expect(text.hasSuffix("\n1 case: no MUST failed\n"))
    }

    @Test func `many failures of one kind are told once`() {
        let report = ConformanceReport(
            manifest: SampleReport.manifest, subject: SampleReport.subject,
            cases: ["a", "b", "c"].map {
                SampleReport.result("ver/\($0)", .must, .fail, reason: "connection refused")
            })
        let text = TerminalReport(report, style: .plain).text
        #expect(
            text.contains(
                """
                FAIL  MUST  ver/a
                    Title of ver/a
                    connection refused
                    documented: KIP-35
                    and for the same reason:
                      ver/b
                      ver/c

                3 cases: 3 MUST failed

                """))
    }

    @Test func `colours appear only when asked for`() {
        let plain = TerminalReport(SampleReport.report, style: .plain).text
        let coloured = TerminalReport(SampleReport.report, style: .coloured).text
        #expect(!plain.contains("\u{1B}"))
        #expect(coloured.contains("\u{1B}[1;31mFAIL\u{1B}[0m"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }

    @Test func `the verbose form names every case with a reason`() {
        let text = TerminalReport(SampleReport.report, style: .plain, verbose: true).text
        #expect(text.contains("fetch/older  not-applicable  until 3.9"))
    }

    @Test func `the kill matrix shows who escaped and what is unproven`() {
        #expect(
            SelfTestTable(SampleReport.selfTest, style: .plain).text == """
                deviant      found out  intended  fetch  produce
                crc-ignored        yes       1/1      -        1
                offset-gap          NO       0/1      1        -

                ALIVE  offset-gap
                    breaks: offsets have no gaps
                    did not fail on it: fetch/odd

                1 MUST that no broken broker proves yet:
                    ver/hostile

                1 of 2 broken brokers found out

                """)
    }

    @Test func `the catalogue is a table`() {
        #expect(
            CatalogueTable(SampleReport.catalogue, style: .plain).text == """
                case       level  basis     tier   profile  title
                fetch/old  MUST   observed  quick  core     Old fetches

                1 case

                """)
    }
}
