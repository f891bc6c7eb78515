// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {IRulings} from "../../../contracts/interfaces/IRulings.sol";
import {IProvisionalPayouts} from "../../../contracts/interfaces/IProvisionalPayouts.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {GasSweep} from "../support/GasSweep.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The submitter that starves a later round's call of gas, so that a payout is refused, a juror's share lost or
/// a signer not asked. Promise 17: every amount of gas gives the one outcome, or none at all.
contract RoundStarverTest is DisputesBase, GasSweep {
    address private _seller;
    bytes32 private _id;

    function test_promise_17_Ruling_BothAreRefused() external {
        TermsFixture memory fixture = _contestable();
        _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        usdc.blacklist(SELLER);
        usdc.blacklist(BUYER);
        _starve(fixture, ARBITER, abi.encodeCall(IRulings.rule, (fixture.whole(), 0, 8_000, "")));
    }

    function test_promise_17_Ruling_BothArePaid() external {
        TermsFixture memory fixture = _contestable();
        _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        _starve(fixture, ARBITER, abi.encodeCall(IRulings.rule, (fixture.whole(), 0, 8_000, "")));
    }

    function test_promise_17_SettlingAfterASilentArbiter() external {
        TermsFixture memory fixture = _contestable();
        _beforeArbiter(fixture, FULL, BUYER, 6_000, SELLER);
        VM.warp(NOW + R);
        _starve(fixture, STRANGER, abi.encodeCall(IProvisionalPayouts.settle, (fixture.whole(), 0)));
    }

    function test_promise_17_TheVerdictThatSettles() external {
        TermsFixture memory fixture = _withoutArbiter();
        _secondRound(fixture, FULL, BUYER);
        bytes memory ballots = BallotBox.pack(_votes(fixture, 3, _same(2, 6_000)));
        _starve(fixture, STRANGER, abi.encodeCall(IRounds.recordBallots, (fixture.whole(), 0, _drawn(3), ballots)));
    }

    function test_promise_17_SharingTheJurorReward() external {
        TermsFixture memory fixture = _contestable();
        _secondRound(fixture, FULL, BUYER);
        _vote(fixture, 3, _three(0, 0, 0));
        VM.warp(NOW + V);
        _starve(fixture, STRANGER, abi.encodeCall(IContests.releaseBond, (fixture.whole(), 0, 2, _drawn(3))));
    }

    function test_promise_17_AContestSignedByAContract() external {
        Erc1271Wallet wallet = new Erc1271Wallet(SELLER);
        TermsFixture memory fixture = _contestable();
        fixture.seller = address(wallet);
        _stand(fixture, 7_000);
        _fundLedger(address(wallet), BOND);
        bytes memory signature = _contestSignature(fixture, SELLER_KEY, 2, 7_000, address(wallet));
        _starve(
            fixture,
            STRANGER,
            abi.encodeCall(
                IContests.contest,
                (fixture.whole(), 0, address(wallet), 7_000, signature, _fromBalance(address(wallet)))
            )
        );
    }

    function _starve(TermsFixture memory fixture, address caller, bytes memory data) private {
        (_seller, _id) = (fixture.seller, _dealId(fixture));
        _sweep(address(quittance), caller, data, 1_997, 50);
    }

    function _fingerprint() internal view override returns (bytes32 seen) {
        address[5] memory people = [BUYER, _seller, ARBITER, MARKETPLACE, _drawnPanel(3)[2]];
        for (uint256 i = 0; i < people.length; ++i) {
            seen = keccak256(
                abi.encode(
                    seen,
                    usdc.balanceOf(people[i]),
                    quittance.balanceOf(people[i]),
                    quittance.unclaimedPayoutOf(people[i])
                )
            );
        }
        return keccak256(abi.encode(seen, quittance.milestoneOf(_id, 0), _unsettled(_id)));
    }
}
