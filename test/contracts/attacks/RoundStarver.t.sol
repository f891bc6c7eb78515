// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {IRulings} from "../../../contracts/interfaces/IRulings.sol";
import {IProvisionalPayouts} from "../../../contracts/interfaces/IProvisionalPayouts.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The submitter that starves a later round's call of gas, so that a payout is refused, a juror's share lost or
/// a signer not asked. Promise 17: every amount of gas gives the one outcome, or none at all.
contract RoundStarverTest is DisputesBase {
    function test_promise_17_Ruling_BothAreRefused() external {
        TermsFixture memory fixture = _contestable();
        _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        usdc.blacklist(SELLER);
        usdc.blacklist(BUYER);
        _sweep(fixture, ARBITER, abi.encodeCall(IRulings.rule, (fixture.whole(), 0, 8_000, "")));
    }

    function test_promise_17_Ruling_BothArePaid() external {
        TermsFixture memory fixture = _contestable();
        _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        _sweep(fixture, ARBITER, abi.encodeCall(IRulings.rule, (fixture.whole(), 0, 8_000, "")));
    }

    function test_promise_17_SettlingAfterASilentArbiter() external {
        TermsFixture memory fixture = _contestable();
        _beforeArbiter(fixture, FULL, BUYER, 6_000, SELLER);
        VM.warp(NOW + R);
        _sweep(fixture, STRANGER, abi.encodeCall(IProvisionalPayouts.settle, (fixture.whole(), 0)));
    }

    function test_promise_17_TheVerdictThatSettles() external {
        TermsFixture memory fixture = _withoutArbiter();
        _secondRound(fixture, FULL, BUYER);
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _same(2, 6_000)));
        _sweep(fixture, STRANGER, abi.encodeCall(IRounds.recordBallots, (fixture.whole(), 0, _drawn(3), ballots)));
    }

    function test_promise_17_SharingTheJurorReward() external {
        TermsFixture memory fixture = _contestable();
        _secondRound(fixture, FULL, BUYER);
        _vote(fixture, 3, _three(0, 0, 0));
        VM.warp(NOW + V);
        _sweep(fixture, STRANGER, abi.encodeCall(IContests.releaseBond, (fixture.whole(), 0, 2, _drawn(3))));
    }

    function test_promise_17_AContestSignedByAContract() external {
        Erc1271Wallet wallet = new Erc1271Wallet(SELLER);
        TermsFixture memory fixture = _contestable();
        fixture.seller = address(wallet);
        _stand(fixture, 7_000);
        _fundLedger(address(wallet), BOND);
        bytes memory signature = _contestSignature(fixture, SELLER_KEY, 2, 7_000, address(wallet));
        _sweep(
            fixture,
            STRANGER,
            abi.encodeCall(
                IContests.contest,
                (fixture.whole(), 0, address(wallet), 7_000, signature, _fromBalance(address(wallet)))
            )
        );
    }

    /// @return outcome 0 when the call reverted, else a fingerprint of everything it could have changed.
    function _outcome(
        TermsFixture memory fixture,
        address caller,
        bytes memory data,
        uint256 gasLimit
    ) private returns (bytes32 outcome) {
        uint256 snapshot = VM.snapshotState();
        VM.prank(caller);
        (bool done, ) = address(quittance).call{gas: gasLimit}(data);
        if (done) {
            address[5] memory people = [BUYER, fixture.seller, ARBITER, MARKETPLACE, _drawnPanel(3)[2]];
            for (uint256 i = 0; i < people.length; ++i) {
                outcome = keccak256(
                    abi.encode(
                        outcome,
                        usdc.balanceOf(people[i]),
                        quittance.balanceOf(people[i]),
                        quittance.unclaimedPayoutOf(people[i])
                    )
                );
            }
            bytes32 dealId = _dealId(fixture);
            outcome = keccak256(abi.encode(outcome, quittance.milestoneOf(dealId, 0), _unsettled(dealId)));
        }
        VM.revertToState(snapshot);
    }

    /// @dev In steps smaller than any single step of a call costs, from far too little to plenty.
    function _sweep(TermsFixture memory fixture, address caller, bytes memory data) private {
        bytes32 expected = _outcome(fixture, caller, data, 2_000_000);
        VM.assertNotEq(expected, bytes32(0), "with plenty of gas it is done");
        uint256 starved;
        uint256 enough;
        for (uint256 gasLimit = 20_000; enough < 50 && gasLimit < 4_000_000; gasLimit += 1_997) {
            bytes32 outcome = _outcome(fixture, caller, data, gasLimit);
            if (outcome == bytes32(0)) ++starved;
            else {
                ++enough;
                VM.assertEq(outcome, expected, "gas decided the outcome");
            }
        }
        VM.assertGe(starved, 20, "the sweep reached the calls that starve");
        VM.assertEq(enough, 50, "and those that do not");
    }
}
