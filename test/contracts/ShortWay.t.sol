// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {BallotBox, SignedBallot} from "./support/BallotBox.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

/// @dev The short way through a set of ballots answers as the long way does; only its cost shows that it was taken.
contract ShortWayTest is DealBase {
    uint256 private constant JURORS = 7;

    function test_CompactSignaturesOfOneScore_CostLess_ThanWithOneOf65Bytes() external {
        _isShorter(_scores(4, 0), "a quorum of one score");
    }

    function test_CompactSignaturesOfManyScores_CostLess_ThanWithOneOf65Bytes() external {
        _isShorter(_scores(4, 100), "a quorum of many scores");
        _isShorter(_scores(7, 100), "a panel of many scores");
        _isShorter(_scores(7, 0), "a panel of one score");
    }

    function test_QuorumOfOneScore_CostsLess_ThanOfManyScores() external {
        TermsFixture memory fixture = _openedFixture();
        uint256 same = _gasOf(fixture, _signed(fixture, _scores(4, 0)));
        uint256 many = _gasOf(fixture, _signed(fixture, _scores(4, 100)));
        VM.assertTrue(same + 500 < many, "scores were put in order for nothing");
    }

    function _isShorter(uint16[] memory scores, string memory what) private {
        TermsFixture memory fixture = _openedFixture();
        SignedBallot[] memory ballots = _signed(fixture, scores);
        uint256 short = _gasOf(fixture, ballots);
        uint256 last = ballots.length - 1;
        ballots[last].signature = Signing.sign(
            _jurorKeys(JURORS)[ballots[last].position],
            Digests.ballot(
                address(quittance),
                _dealId(fixture),
                0,
                1,
                EVIDENCE,
                ballots[last].score,
                ballots[last].reasons
            )
        );
        VM.assertTrue(short + 3_000 < _gasOf(fixture, ballots), what);
    }

    function _openedFixture() private returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.panel = _panel(JURORS);
        if (_unsettled(_dealId(fixture)) == 0) _open(fixture);
    }

    /// @return scores All pass; each `step` less than the one before.
    function _scores(uint256 count, uint16 step) private pure returns (uint16[] memory scores) {
        scores = new uint16[](count);
        for (uint16 i = 0; i < count; ++i) scores[i] = FULL - i * step;
    }

    function _signed(TermsFixture memory fixture, uint16[] memory scores) private view returns (SignedBallot[] memory) {
        return _ballots(fixture, 0, EVIDENCE, scores);
    }

    /// @return used By a verdict on the first milestone, which is then taken back.
    function _gasOf(TermsFixture memory fixture, SignedBallot[] memory ballots) private returns (uint256 used) {
        bytes memory call = abi.encodeCall(
            quittance.submitVerdict,
            (fixture.whole(), 0, EVIDENCE, BallotBox.pack(ballots))
        );
        uint256 snapshot = VM.snapshotState();
        uint256 before = gasleft();
        (bool done, ) = address(quittance).call(call);
        used = before - gasleft();
        VM.assertTrue(done, "the verdict was refused");
        VM.revertToState(snapshot);
    }
}
