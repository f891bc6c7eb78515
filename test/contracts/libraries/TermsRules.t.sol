// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {Signing} from "../support/Signing.sol";
import {Milestone, TermsFixture, TermsFixtures} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev Two readings of the rules: `TermsRules`, which decides in one pass, and its reference `TermsCheck`, which finds
/// the rule. An opening goes by the first and takes its reason from the second, so that terms which only one of them
/// refuses show.
contract TermsRulesTest is DisputesBase {
    uint96 private constant MOST = type(uint96).max;

    /// @dev Terms in order, in which up to three fields lie at, around or far from their limits.
    function testFuzz_AnOpeningDecidesAsTheReference(uint256 seed) external {
        TermsFixture memory fixture = _contestable();
        if (seed & 3 == 1) fixture = _withoutArbiter();
        if (seed & 3 == 2) fixture = _fixtureWithFees();
        if (seed & 3 == 3) fixture = _fixture();
        uint256 changes = (seed >> 8) % 4;
        for (uint256 i = 0; i < changes; ++i) _disturb(fixture, uint256(keccak256(abi.encode(seed, i))));
        _requireSame(fixture);
    }

    /// @dev Any number of milestones and jurors, within their limits and beyond.
    function testFuzz_AnyNumberOfMilestonesAndJurors(uint256 seed) external {
        TermsFixture memory fixture = seed & 1 == 0 ? _fixtureWithFees() : _contestable();
        fixture.panel = _panel((seed >> 8) % 18);
        fixture.milestones = new Milestone[]((seed >> 16) % 35);
        for (uint256 i = 0; i < fixture.milestones.length; ++i) {
            fixture.milestones[i] = Milestone(uint96(1e6 + i), DEADLINE_0 + uint40(i));
        }
        uint256 changes = (seed >> 24) % 2;
        if (changes != 0) _disturb(fixture, uint256(keccak256(abi.encode(seed))));
        _requireSame(fixture);
    }

    /// @dev Sums around what 96 bits hold, which no buyer has: `checkTerms` alone says whether the rule is kept.
    function testFuzz_TheSumIsHeldToNinetySixBits(uint256 seed) external {
        TermsFixture memory fixture = _fixture();
        uint96 part = uint96(seed >> 8) | 1;
        fixture.milestones = new Milestone[](2);
        fixture.milestones[0] = Milestone(part, DEADLINE_0);
        uint96 rest = MOST - part;
        if (seed & 1 == 1 && rest != MOST) ++rest;
        fixture.milestones[1] = Milestone(rest, DEADLINE_1);
        _requireSame(fixture);
    }

    function _requireSame(TermsFixture memory fixture) private {
        fixture.destinations = (fixture.destinations & 0xf8) | TermsFixtures.FUNDED_FROM_LEDGER;
        bytes memory terms = fixture.whole();
        bytes memory sellers = Signing.sign(_keyOf(fixture.seller), _dealId(fixture));
        bytes memory found = _reasonOf(abi.encodeCall(quittance.checkTerms, (terms)), BUYER);
        bytes memory decided = _reasonOf(abi.encodeCall(IDeals.open, (terms, "", sellers)), fixture.buyer);
        if (found.length != 0) {
            VM.assertEq(decided, found, "the same reason");
        } else if (decided.length != 0) {
            VM.assertEq(bytes4(decided), ILedger.Quittance_InsufficientBalance.selector, "no rule, but the balance");
        } else {
            VM.assertEq(_unsettled(_dealId(fixture)), fixture.total(), "the total");
        }
    }

    function _reasonOf(bytes memory call, address caller) private returns (bytes memory reason) {
        bool done;
        VM.prank(caller);
        (done, reason) = address(quittance).call(call);
        if (done) return "";
        VM.assertTrue(reason.length != 0, "a reason");
    }

    function _disturb(TermsFixture memory fixture, uint256 random) private view {
        uint256 field = random % 20;
        uint256 value = _value(random >> 8);
        uint256 place = random >> 128;
        if (field == 0) fixture.destinations = uint8(value);
        if (field == 1) fixture.verificationFee = uint96(value);
        if (field == 4) fixture.passingScore = uint16(value);
        if (field == 5) fixture.payoutStep = uint16(value);
        if (field == 6) fixture.contestWindow = uint32(value);
        if (field == 7) fixture.marketplaceFee = uint16(value);
        if (field == 8) fixture.verdictWindow = uint32(value);
        if (field == 9) fixture.silencePayout = uint16(value);
        if (field == 10) fixture.marketplace = _somebody(value);
        if (field == 11) fixture.panelAccount = _somebody(value);
        if (field == 12) fixture.bond = uint96(value);
        if (field == 13) fixture.arbiter = _somebody(value);
        if (field == 14) fixture.rulingWindow = uint32(value);
        if (field == 15) fixture.pool = _somebody(value);
        if (field == 16) fixture.seller = _somebody(value % 7);
        if (fixture.milestones.length != 0) {
            Milestone memory milestone = fixture.milestones[place % fixture.milestones.length];
            if (field == 2) milestone.amount = uint96(value);
            if (field == 3) milestone.deadline = _deadline(random >> 8);
        }
        if (fixture.panel.length != 0) {
            uint256 position = place % fixture.panel.length;
            if (field == 17) fixture.panel[position] = _somebody(value);
            if (field == 18) fixture.panel[position] = fixture.panel[(place >> 8) % fixture.panel.length];
            if (field == 19) fixture.panel[position] = address(uint160(random >> 8));
        }
    }

    /// @return A number at or around a limit, or any.
    function _value(uint256 random) private pure returns (uint256) {
        uint256[9] memory limits = [uint256(1), 15, 600, 1_000, 10_000, 30 days, 7e6, 1e6, 1 << 95];
        uint256 choice = random % 12;
        if (choice < 9) return limits[choice] + ((random >> 8) % 3) - 1;
        return random >> 16;
    }

    function _deadline(uint256 random) private pure returns (uint40) {
        uint40[5] memory edges = [uint40(0), NOW, NOW + 730 days, type(uint40).max - 1, NOW + 1 days];
        return edges[random % 5] + uint40((random >> 8) % 2);
    }

    /// @return The key of a seller that can keep the rules.
    function _keyOf(address seller) private view returns (uint256) {
        if (seller == ARBITER) return ARBITER_KEY;
        return seller == STRANGER ? STRANGER_KEY : SELLER_KEY;
    }

    function _somebody(uint256 value) private view returns (address) {
        address[8] memory people = [
            address(0),
            address(usdc),
            address(quittance),
            BUYER,
            SELLER,
            ARBITER,
            STRANGER,
            address(pool)
        ];
        return people[value % 8];
    }
}
