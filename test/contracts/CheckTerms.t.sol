// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {PackedTerms} from "../../contracts/libraries/PackedTerms.sol";
import {DisputesBase} from "./support/DisputesBase.sol";
import {TermsFixture, TermsFixtures} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

/// @dev Each rule with its boundaries: OpenTerms.t.sol and OpenDisputes.t.sol, which meet the same code by an opening.
contract CheckTermsTest is DisputesBase {
    function test_SaysNothingOfTermsThatKeepTheRules() external {
        TermsFixture[3] memory fixtures = [_fixture(), _contestable(), _withoutArbiter()];
        for (uint256 i = 0; i < 3; ++i) {
            quittance.checkTerms(fixtures[i].whole());
            fixtures[i].destinations = 15;
            quittance.checkTerms(fixtures[i].whole());
        }
        VM.prank(STRANGER);
        quittance.checkTerms(fixtures[0].whole());
    }

    function test_SaysNothingOfTheTime() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        quittance.checkTerms(fixture.whole());
        VM.warp(OPEN_BY);
        quittance.checkTerms(fixture.whole());
    }

    function test_RevertWhen_ThePackedFormIsNotAsLongAsItsParts() external {
        bytes memory terms = bytes.concat(_fixture().whole(), hex"00");
        VM.expectPartialRevert(PackedTerms.Quittance_MalformedTerms.selector);
        quittance.checkTerms(terms);
    }

    function test_RevertWhen_TheTermsAreBrief() external {
        bytes memory terms = _fixture().brief();
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.checkTerms(terms);
    }

    function test_RevertWhen_ADeadlineHasPassed() external {
        bytes memory terms = _fixture().whole();
        VM.warp(DEADLINE_0);
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeals.Quittance_DeadlineOutOfRange.selector,
                uint256(0),
                uint256(DEADLINE_0),
                uint256(DEADLINE_0) + 1,
                uint256(DEADLINE_0) + 730 days
            )
        );
        quittance.checkTerms(terms);
    }

    /// @dev Two readings of the rules, one that is fast and one that tells which: what one takes the other does.
    function testFuzz_SaysWhatAnOpeningSays(uint256 seed) external {
        TermsFixture memory fixture = _fixtureWithFees();
        if (seed & 1 == 1) fixture = _contestable();
        for (uint256 i = 0; i < 1 + ((seed >> 8) % 3); ++i) _disturb(fixture, uint256(keccak256(abi.encode(seed, i))));
        fixture.destinations = (fixture.destinations & 0xf8) | TermsFixtures.FUNDED_FROM_LEDGER;
        bytes memory terms = fixture.whole();
        bytes memory sellers = _sellerSignature(fixture);
        bytes memory asked = _reasonOf(abi.encodeCall(quittance.checkTerms, (terms)), BUYER);
        bytes memory opened = _reasonOf(abi.encodeCall(IDeals.open, (terms, "", sellers)), fixture.buyer);
        if (asked.length == 0 && opened.length != 0) {
            VM.assertEq(
                bytes4(opened),
                ILedger.Quittance_InsufficientBalance.selector,
                "no rule, but what the row holds"
            );
        } else {
            VM.assertEq(opened, asked, "the same reason");
        }
    }

    function _reasonOf(bytes memory call, address caller) private returns (bytes memory reason) {
        bool done;
        VM.prank(caller);
        (done, reason) = address(quittance).call(call);
        if (done) return "";
    }

    /// @dev One field at or around one of its bounds, or anywhere.
    function _disturb(TermsFixture memory fixture, uint256 random) private view {
        uint256 field = random % 16;
        uint256 value = _value(random >> 8);
        if (field == 0) fixture.destinations = uint8(value);
        if (field == 1) fixture.verificationFee = uint96(value);
        if (field == 2) fixture.milestones[value % 3].amount = uint96(value >> 8);
        if (field == 3) fixture.milestones[value % 3].deadline = NOW + uint40((value >> 8) % 731 days);
        if (field == 4) fixture.passingScore = uint16(value);
        if (field == 5) fixture.payoutStep = uint16(value);
        if (field == 6) fixture.contestWindow = uint32(value);
        if (field == 7) fixture.marketplaceFee = uint16(value);
        if (field == 8) fixture.verdictWindow = uint32(value);
        if (field == 9) fixture.silencePayout = uint16(value);
        if (field == 10) fixture.panel[value % 3] = _somebody(value >> 8);
        if (field == 11) fixture.marketplace = _somebody(value);
        if (field == 12) fixture.panelAccount = _somebody(value);
        if (field == 13) fixture.bond = uint96(value);
        if (field == 14) fixture.arbiter = _somebody(value);
        if (field == 15) fixture.rulingWindow = uint32(value);
    }

    function _value(uint256 random) private pure returns (uint256) {
        uint256[9] memory bounds = [uint256(0), 1, 600, 1_000, 10_000, 30 days, 7e6, 1e6, 1 << 95];
        uint256 choice = random % 12;
        if (choice < 9) return bounds[choice] + ((random >> 8) % 3) - ((random >> 8) % 3 == 2 && choice > 0 ? 3 : 0);
        return random >> 16;
    }

    function _somebody(uint256 value) private view returns (address) {
        address[6] memory people = [address(0), address(usdc), address(quittance), BUYER, SELLER, ARBITER];
        return people[value % 6];
    }
}
