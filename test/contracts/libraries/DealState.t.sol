// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {DealState, DealStates} from "../../../contracts/types/DealState.sol";
import {DealBase} from "../support/DealBase.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {Amendment, Milestone, TermsFixture, TermsFixtures} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev The deal's slot as it lies in storage, against a model that keeps the fields apart.
contract DealStateTest is DealBase {
    struct Model {
        uint256 unsettled;
        uint256 settled;
        uint256 recorded;
        uint256 openedAt;
        uint256 milestones;
        uint256 settledAt;
    }

    function testFuzz_FieldsDoNotTouchEachOther(uint256 seed) external {
        TermsFixture memory fixture = _random(seed);
        Model memory model = Model(fixture.total(), 0, 0, NOW, fixture.milestones.length, 0);
        _mint(BUYER, model.unsettled);
        bytes32 dealId = _open(fixture);
        bytes32 slot = _slotOf(dealId, model);
        bytes memory terms = fixture.whole();
        for (uint256 i = 0; i < 16; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            uint8 milestone = uint8(random % model.milestones);
            if ((model.settled >> milestone) & 1 == 1) continue;
            VM.warp(NOW + i);
            if ((random >> 8) % 3 != 0) {
                VM.prank(BUYER);
                quittance.release(terms, milestone, "");
                model.settled |= uint256(1) << milestone;
                model.unsettled -= uint256(fixture.milestones[milestone].amount) + fixture.verificationFee;
                model.settledAt = NOW + i;
            } else if ((model.recorded >> milestone) & 1 == 0) {
                VM.prank(SELLER);
                quittance.deliver(terms, milestone, EVIDENCE, EVIDENCE_URI, "");
                model.recorded |= uint256(1) << milestone;
            }
            _same(dealId, slot, model);
        }
    }

    /// @dev Every number that a call can name, in any slot.
    function testFuzz_UntouchedAreNeitherSettledNorRecorded(
        uint96 unsettled,
        uint32 settled,
        uint32 recorded,
        uint8 milestones
    ) external pure {
        uint256 count = uint256(milestones) % 33;
        uint256 bitmaps = (uint256(settled) << 96) | (uint256(recorded) << 128);
        DealState state = DealState.wrap(unsettled | bitmaps | (uint256(NOW) << 160) | (count << 200));
        for (uint256 i = 0; i < 256; ++i) {
            bool touched = ((uint256(settled) | uint256(recorded)) >> i) & 1 == 1;
            VM.assertEq(state.isUntouched(i), i < count && !touched, "untouched");
        }
    }

    function test_SettlingAllSetsTheBitsOfExistingMilestonesOnly() external {
        for (uint256 count = 1; count <= 32; ++count) {
            TermsFixture memory fixture = _fixture();
            fixture.milestones = new Milestone[](count);
            for (uint256 i = 0; i < count; ++i) fixture.milestones[i] = Milestone(1, DEADLINE_0);
            bytes32 dealId = _open(fixture);
            bytes32 digest = Digests.cancellation(address(quittance), fixture, uint96(count), DEADLINE_0);
            bytes memory sellers = Signing.sign(SELLER_KEY, digest);
            Model memory model = Model(count, 0, 0, NOW, count, 0);
            bytes32 slot = _slotOf(dealId, model);
            VM.prank(BUYER);
            quittance.cancel(fixture.whole(), uint96(count), DEADLINE_0, "", sellers);
            (model.unsettled, model.settled) = (0, (uint256(1) << count) - 1);
            _same(dealId, slot, model);
        }
    }

    /// @dev What was settled, recorded and rated before stays; another bit says that a deal replaced this one.
    function test_AnAmendedDealKeepsItsBits() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        bytes32 slot = _slotOf(dealId, Model(fixture.total(), 0, 0, NOW, 3, 0));
        VM.warp(NOW + 60);
        VM.startPrank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        quittance.rate(fixture.whole(), BUYER, 90, 0, "");
        VM.stopPrank();
        _deliver(fixture, 1);
        TermsFixture memory next = _fixture();
        next.milestones = new Milestone[](2);
        (next.milestones[0], next.milestones[1]) = (fixture.milestones[1], fixture.milestones[2]);
        next.amends = Amendment(dealId, AMOUNT_1 + AMOUNT_2, 2);
        bytes memory buyers = Signing.sign(BUYER_KEY, _dealId(next));
        VM.warp(NOW + 120);
        quittance.amend(fixture.whole(), next.whole(), buyers, Signing.sign(SELLER_KEY, _dealId(next)));
        uint256 expected = uint256(_packed(Model(0, 7, 2, NOW, 3, NOW + 60)));
        bytes32 kept = bytes32(expected | (uint256(1) << 248) | (uint256(1) << 250));
        VM.assertEq(VM.load(address(quittance), slot), kept, "the slot of the old deal");
        slot = keccak256(abi.encode(_dealId(next), _position(dealId, slot)));
        Model memory fresh = Model(AMOUNT_1 + AMOUNT_2, 0, 0, NOW, 2, 0);
        VM.assertEq(VM.load(address(quittance), slot), _packed(fresh), "the slot of the new deal");
    }

    /// @return position Where the contract has the mapping that the slot is in.
    function _position(bytes32 dealId, bytes32 slot) private pure returns (uint256 position) {
        while (keccak256(abi.encode(dealId, position)) != slot) ++position;
    }

    /// @dev No call leads here: the slot is rewritten to hold less than the milestone's amount.
    function test_RevertWhen_TheDealHoldsLessThanItPays() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        Model memory model = Model(fixture.total(), 0, 0, NOW, 3, 0);
        bytes32 slot = _slotOf(dealId, model);
        model.unsettled = AMOUNT_0 - 1;
        VM.store(address(quittance), slot, _packed(model));
        VM.prank(BUYER);
        VM.expectRevert(
            abi.encodeWithSelector(
                DealStates.Quittance_DealOverspent.selector,
                uint256(AMOUNT_0) - 1,
                uint256(AMOUNT_0)
            )
        );
        quittance.release(fixture.whole(), 0, "");
    }

    function _same(bytes32 dealId, bytes32 slot, Model memory model) private view {
        (uint40 openedAt, uint8 milestones, uint96 unsettled, uint32 settled, uint32 recorded) = quittance.dealOf(
            dealId
        );
        VM.assertEq(unsettled, model.unsettled, "unsettled");
        VM.assertEq(settled, model.settled, "settled");
        VM.assertEq(recorded, model.recorded, "recorded");
        VM.assertEq(openedAt, model.openedAt, "openedAt");
        VM.assertEq(milestones, model.milestones, "milestones");
        VM.assertEq(VM.load(address(quittance), slot), _packed(model), "the slot, its reserved bits zero");
    }

    function _packed(Model memory model) private pure returns (bytes32) {
        uint256 bitmaps = (model.settled << 96) | (model.recorded << 128);
        uint256 times = (model.openedAt << 160) | (model.settledAt << 208);
        return bytes32(model.unsettled | bitmaps | times | (model.milestones << 200));
    }

    /// @dev Wherever the contract's mapping of deals lies.
    function _slotOf(bytes32 dealId, Model memory model) private view returns (bytes32 slot) {
        for (uint256 position = 0; position < 16; ++position) {
            slot = keccak256(abi.encode(dealId, position));
            if (VM.load(address(quittance), slot) == _packed(model)) return slot;
        }
        revert("no slot of a new deal looks as it should");
    }

    function _random(uint256 seed) private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.destinations = TermsFixtures.SELLER_TO_LEDGER | TermsFixtures.BUYER_TO_LEDGER;
        fixture.verificationFee = uint96(seed % 3);
        fixture.panelAccount = PANEL_ACCOUNT;
        fixture.milestones = new Milestone[](1 + ((seed >> 8) % 32));
        for (uint256 i = 0; i < fixture.milestones.length; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, "amount", i)));
            fixture.milestones[i] = Milestone(uint96(2 + (random % (2 ** (2 + ((random >> 128) % 88))))), DEADLINE_0);
        }
    }
}
